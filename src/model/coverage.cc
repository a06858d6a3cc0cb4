#include "model/coverage.h"

namespace ek::model {

std::string_view to_string(Support support) {
  switch (support) {
    case Support::modelled:
      return "modelled";
    case Support::depends:
      return "depends";
    case Support::unmodelled:
      return "known but not modelled";
    case Support::irrelevant:
      return "irrelevant";
    case Support::unrecognised:
      return "unrecognised";
  }
  return "";
}

void Coverage::add(Support support, std::string_view keyword, std::string_view note,
                   text::Place at) {
  ++counts[static_cast<std::size_t>(support)];
  if (support == Support::modelled || support == Support::irrelevant) return;
  lines.push_back({support, std::string(keyword), std::string(note), at});
}

}  // namespace ek::model
