// evenkeel explain [RULE]: what a rule says, why, and what to do; offline.
#include "report/explain.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/rule_names.h"
#include "app/said.h"

namespace ek::app {
namespace {

report::Rules chosen(const std::string& name) {
  report::Rules rules;
  for (const lint::Rule* rule : lint::rules())
    if (name.empty() || rule->name == name) rules.push_back(rule);
  return rules;
}

}  // namespace

int run(const Explain& command) {
  const auto rules = chosen(command.rule);
  if (rules.empty()) return print_error(no_such_rule(command.rule)), exit_input;
  report::Output output(stdout, command.show.only_ascii());
  const bool page = !command.rule.empty();
  if (command.show.format == Format::json)
    report::explain_json(rules, page, output);
  else if (page)
    report::explain_text(lint::page(command.rule), output);
  else
    report::rules_text(rules, output);
  return finish(output, exit_ok);
}

}  // namespace ek::app
