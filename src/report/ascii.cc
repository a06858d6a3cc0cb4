#include "report/ascii.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ek::report {
namespace {

constexpr std::pair<std::string_view, std::string_view> marks[] = {{"·", "-"}, {"…", "..."}};

bool beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto plain = std::size_t(std::ranges::find_if(text, beyond_ascii) - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const auto mark =
        std::ranges::find_if(marks, [&](const auto& each) { return text.starts_with(each.first); });
    const bool ours = mark != std::end(marks);
    out += ours ? std::string(mark->second)
                : fmt::format("\\x{:02X}", static_cast<unsigned char>(text.front()));
    text.remove_prefix(ours ? mark->first.size() : 1);
  }
  return out;
}

}  // namespace ek::report
