// Rules and their pages, as `evenkeel explain` shows them.
#pragma once

#include <string_view>
#include <vector>

#include "lint/rule.h"
#include "report/output.h"

namespace ek::report {

using Rules = std::vector<const lint::Rule*>;

void explain_json(const Rules& rules, bool pages, Output& output);
void rules_text(const Rules& rules, Output& output);       // a line a rule
void explain_text(std::string_view page, Output& output);  // for a terminal: shortened

}  // namespace ek::report
