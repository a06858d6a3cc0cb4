#include "report/cut.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace ek::report {
namespace {

std::size_t distinct(const std::vector<std::string>& texts) {
  return std::set<std::string_view>(texts.begin(), texts.end()).size();
}

// Where the character begins that has `before` others before it.
std::size_t offset_of(std::string_view text, std::size_t before) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && before-- == 0) break;
  }
  return at;
}

// Of what is kept, so many quarters stand behind the gap.
std::string cut_at(const std::string& shown, std::size_t columns, std::size_t quarters,
                   const Style& style) {
  const std::string_view gap = style.ascii ? "..." : "…";
  const std::size_t width = columns_of(shown), gap_width = columns_of(gap);
  if (width <= columns || columns <= gap_width) return shown;
  const std::size_t kept = columns - gap_width, end = kept * quarters / 4;
  return shown.substr(0, offset_of(shown, kept - end)) + std::string(gap) +
         shown.substr(offset_of(shown, width - end));
}

}  // namespace

std::vector<std::string> cut_apart(const std::vector<std::string>& names, std::size_t columns,
                                   const Style& style) {
  std::vector<std::string> shown;
  for (std::size_t wide = columns;; wide += std::max<std::size_t>(1, wide / 4)) {
    for (const std::size_t quarters : {2, 3, 1, 4}) {  // the middle, unless that is what differs
      shown.clear();
      for (const std::string& name : names) shown.push_back(cut_at(name, wide, quarters, style));
      if (wide >= widest(names) || distinct(shown) == distinct(names)) return shown;
    }
  }
}

std::size_t widest(const std::vector<std::string>& texts) {
  std::size_t columns = 0;
  for (const std::string& text : texts) columns = std::max(columns, columns_of(text));
  return columns;
}

std::size_t shrunk(std::size_t columns, std::size_t excess) {
  if (excess == 0 || columns <= name_columns_min) return columns;
  return columns - std::min(excess, columns - name_columns_min);
}

std::size_t excess(std::size_t columns, const Style& style) {
  return style.columns == 0 || columns <= style.columns ? 0 : columns - style.columns;
}

}  // namespace ek::report
