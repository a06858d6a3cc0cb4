// evenkeel check FILE…: is this safe to deploy?
#include "lint/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"
#include "app/rule_names.h"
#include "app/said.h"
#include "predict/prediction.h"
#include "report/findings.h"

namespace ek::app {
namespace {

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

bool counts(const lint::Finding& finding, FailOn fail_on) {
  switch (fail_on) {
    case FailOn::never:
      return false;
    case FailOn::note:
      return true;
    case FailOn::warning:
      return finding.severity >= lint::Severity::warning;
    case FailOn::error:
      return finding.severity == lint::Severity::error;
  }
  return false;
}

bool rules_exist(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (lint::find_rule(name) != nullptr) continue;
    print_error(no_such_rule(name));
    return false;
  }
  return true;
}

int check_one(const Check& command, const Loaded& loaded, report::Output& output) {
  const auto prediction = predict::predict(loaded.reading.config, loaded.policy, {});
  const lint::Subject subject{loaded.reading.config, loaded.policy, prediction,
                              loaded.reading.sources, loaded.reading.diagnostics.has_errors()};
  const auto result = lint::check(subject, {command.only, command.skip, today()});

  const report::FindingsView view{loaded.reading, result, loaded.name, loaded.policy_told()};
  if (command.show.format == Format::json)
    report::findings_json(view, output);
  else
    report::findings_text(view, command.show.style, output);

  for (const lint::Finding& finding : result.findings)
    if (counts(finding, command.fail_on)) return exit_findings;
  return exit_ok;
}

}  // namespace

int run(const Check& command) {
  if (!rules_exist(command.only) || !rules_exist(command.skip)) return exit_input;
  return for_each_configuration(
      command.input, command.show,
      command.show.format == Format::json ? Want::model : Want::findings,
      [&](Loaded& loaded, report::Output& output) { return check_one(command, loaded, output); });
}

}  // namespace ek::app
