// evenkeel explain [RULE]: what a rule says, why, and what to do; offline.
#include <fmt/format.h>

#include "app/commands.h"
#include "app/exit_code.h"
#include "base/text.h"
#include "lint/rule.h"

namespace ek::app {

int run(const Explain& command) {
  if (command.rule.empty()) {
    for (const lint::Rule* rule : lint::rules())
      fmt::print("{:24} {}\n", rule->name, rule->summary);
    return exit_ok;
  }
  if (lint::find_rule(command.rule) != nullptr) {
    fmt::print("{}", lint::page(command.rule));
    return exit_ok;
  }
  std::vector<std::string_view> names;
  for (const lint::Rule* rule : lint::rules()) names.push_back(rule->name);
  const std::string_view meant = base::nearest(command.rule, names);
  fmt::print(stderr, "evenkeel: there is no rule {}{}; `evenkeel explain` lists them\n",
             base::printable(command.rule),
             meant.empty() ? "" : fmt::format(" (did you mean {}?)", meant));
  return exit_input;
}

}  // namespace ek::app
