#include "app/rule_names.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "lint/rule.h"

namespace ek::app {

base::Error no_such_rule(std::string_view name) {
  std::vector<std::string_view> names;
  for (const lint::Rule* rule : lint::rules()) names.push_back(rule->name);
  return {fmt::format("there is no rule {}{}; `evenkeel explain` lists them", base::printable(name),
                      base::did_you_mean(name, names))};
}

}  // namespace ek::app
