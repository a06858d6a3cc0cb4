// split_clients: which part of its key's values gives which result. nginx hashes the key to 32 bits
// (MurmurHash2), and a percentage is a threshold: its part of 4294967295, without the fraction,
// above the one before. Measured to the last hash value (tests/differential/nginx).
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "dialects/nginx/pairs.h"
#include "dialects/nginx/variables.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::uint32_t whole = 10'000;  // of a percentage, in hundredths

// "12.34%" in hundredths of a percent; 0: not one (the program takes no 0% either).
std::uint32_t hundredths(std::string_view text) {
  if (!text.ends_with('%')) return 0;
  text.remove_suffix(1);
  std::uint32_t value = 0;
  int after_point = -1;
  for (const char c : text) {
    if (c == '.' && after_point < 0) {
      after_point = 0;
      continue;
    }
    if (c < '0' || c > '9' || after_point == 2 || value > whole) return 0;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
    if (after_point >= 0) ++after_point;
  }
  for (int i = std::max(after_point, 0); i < 2; ++i) value *= 10;
  return value;
}

std::string percent(std::uint32_t value) {
  if (value % 100 == 0) return fmt::format("{}%", value / 100);
  return fmt::format("{}.{:02}%", value / 100, value % 100);
}

// Hash values from `from` on that a percentage takes.
std::uint64_t hashes(std::uint32_t share) {
  return std::uint64_t{std::numeric_limits<std::uint32_t>::max()} * share / whole;
}

constexpr double all_hashes = 4294967296.0;

struct Splitter {
  Lowering& lowering;
  Variable& variable;
  std::string source;
  std::uint32_t sum = 0;    // in hundredths of a percent
  std::uint64_t taken = 0;  // hash values

  void line(const Node& node);
};

void Splitter::line(const Node& node) {
  const bool rest = node.word(0) == "*";
  const std::uint32_t share = rest ? whole - std::min(sum, whole) : hundredths(node.word(0));
  if (share == 0 && !rest)
    return lowering.error(
        node, 0, fmt::format("invalid percent value \"{}\"", base::printable(node.word(0))),
        "write it as 12% or 0.25%, above 0%, with at most two decimals");
  sum += share;
  if (sum > whole)
    lowering.error(node, 0, "the percentages add up to more than 100%", "lower one of them");
  const std::uint64_t from = taken;
  const std::uint64_t until = rest ? static_cast<std::uint64_t>(all_hashes) : taken + hashes(share);
  taken = until;
  // The program reads on behind the line's only word: whatever stood there before.
  if (node.words.size() == 1) return void(variable.has_others = true);
  VariableValue value = value_at(lowering, node, 1);
  value.condition = fmt::format("{} of the values of {}", percent(share), source);
  value.share = static_cast<double>(until - std::min(from, until)) / all_hashes;
  variable.values.push_back(std::move(value));
}

}  // namespace

void collect_split_clients(Lowering& lowering, const Node& block) {
  Variable* variable = target_variable(lowering, block);
  if (variable == nullptr) return;
  Splitter splitter{lowering, *variable, base::printable(block.word(1))};
  // It takes no include and no flag, and does not count the words of a line.
  for (const Node* line = block.first_child; line != nullptr; line = line->next) {
    if (line->words.empty()) continue;
    if (line->kind == text::NodeKind::block)
      lowering.error_of_any(*line, 0, no_block_here, end_the_line);
    else
      splitter.line(*line);
  }
}

}  // namespace ek::dialects::nginx
