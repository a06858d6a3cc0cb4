#include <array>

#include "lint/pages.h"
#include "lint/rule.h"

namespace ek::lint {

namespace rule_list {
#define EVENKEEL_RULE(function, name) const Rule& function();
#include "lint/rules/rules.def"
#undef EVENKEEL_RULE
}  // namespace rule_list

std::span<const Rule* const> rules() {
  static const std::array list{
#define EVENKEEL_RULE(function, name) &rule_list::function(),
#include "lint/rules/rules.def"
#undef EVENKEEL_RULE
  };
  return list;
}

const Rule* find_rule(std::string_view name) {
  for (const Rule* rule : rules())
    if (rule->name == name) return rule;
  return nullptr;
}

std::string_view page(std::string_view name) {
  for (const Page& page : pages())
    if (page.rule == name) return page.text;
  return {};
}

}  // namespace ek::lint
