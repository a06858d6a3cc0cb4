// Runs the blocks of a rule's page.
//
//   ```haproxy bad "71.4 %"     the rule must fire, and say that; error, warning or note: with that
//   severity
//   ```nginx good               the rule must stay silent
//   ```toml policy              right after a configuration: its policy
//
// Where a finding carries a fix, the fix is applied, and the rule must then be silent.
#pragma once

#include <string>

#include "markdown.h"

namespace ek::pages {

// What is wrong, or "" when the block holds. `policy`: the block after it, or nullptr.
std::string run_rule_block(const std::string& rule, const Block& block, const Block* policy);

}  // namespace ek::pages
