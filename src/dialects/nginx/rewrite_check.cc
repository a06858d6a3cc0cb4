#include "dialects/nginx/rewrite_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dialects/nginx/condition.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/patterns.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/shown.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::array<std::string_view, 6> operators{"=", "!=", "~", "~*", "!~", "!~*"};

constexpr std::array<std::string_view, 4> flags{"last", "break", "redirect", "permanent"};

// "return https://…" redirects without a code.
bool is_target(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("$scheme");
}

}  // namespace

bool returns_code(std::string_view text) {
  constexpr std::int64_t code_max = 999;
  const auto code = parse_number(text);
  return is_target(text) || is_hidden(text) || (code && *code <= code_max);
}

void check_return(Lowering& lowering, const Node& node, const Scope& scope) {
  if (layer_of(scope) == model::Layer::tcp) return;  // it sends what stands there
  const bool alone = node.words.size() == 2;
  if (returns_code(node.word(1)) && (alone || !is_target(node.word(1)))) return;
  if (lowering.fragment && alone && scope.context == context::server)  // stream takes any text
    return lowering.warning(node, 1,
                            fmt::format("\"{}\" is no return code of http", shown(node.word(1))),
                            "in http, write a status code first: return 301 /path");
  lowering.error(node, 1, fmt::format("invalid return code \"{}\"", shown(node.word(1))),
                 "write a status code first: return 301 /path");
}

void check_rewrite(Lowering& lowering, const Node& node, const Scope&) {
  check_pattern(lowering, node, 1, node.word(1));
  if (const char* fault = template_fault(node.word(2)))
    lowering.error(node, 2, fault, "write $name or ${name}");
  if (node.words.size() < 4 || std::ranges::find(flags, node.word(3)) != flags.end()) return;
  lowering.error(node, 3, fmt::format("invalid parameter \"{}\"", shown(node.word(3))),
                 "the flags are last, break, redirect and permanent");
}

void check_condition(Lowering& lowering, const Node& node) {
  if (std::ranges::any_of(node.words, [](const Word& word) { return is_hidden(word.value); }))
    return;
  const auto condition = read_condition(node);
  if (!condition)
    return lowering.error(node, 1, fmt::format("invalid condition \"{}\"", shown(node.word(1))),
                          "write ($variable), ($variable = value), ($variable ~ pattern) or "
                          "(-f path)");
  if (condition->comparison == 0) return;
  const std::string_view comparison = node.word(condition->comparison);
  if (std::ranges::find(operators, comparison) == operators.end())
    return lowering.error(node, condition->comparison,
                          fmt::format("unexpected \"{}\" in condition", shown(comparison)),
                          "the operators are =, !=, ~, ~*, !~ and !~*");
  if (comparison.find('~') != std::string_view::npos)
    check_pattern(lowering, node, condition->value, condition->operand);
}

}  // namespace ek::dialects::nginx
