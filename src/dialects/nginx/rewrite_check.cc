#include "dialects/nginx/rewrite_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dialects/nginx/seen.h"
#include "dialects/nginx/shown.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::array<std::string_view, 6> operators{"=", "!=", "~", "~*", "!~", "!~*"};

// "return https://…" redirects without a code.
bool is_target(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("$scheme");
}

}  // namespace

void check_return(Lowering& lowering, const Node& node, const Scope& scope) {
  if (layer_of(scope) == model::Layer::tcp) return;  // it sends what stands there
  constexpr std::int64_t code_max = 999;
  if (node.words.size() == 2 && is_target(node.word(1))) return;
  if (is_hidden(node.word(1))) return;
  const auto code = parse_number(node.word(1));
  if (code && *code <= code_max) return;
  lowering.error(node, 1, fmt::format("invalid return code \"{}\"", shown(node.word(1))),
                 "write a status code first: return 301 /path");
}

void check_condition(Lowering& lowering, const Node& node) {
  const bool apart = node.word(1) == "(";
  const std::size_t first = apart ? 2 : 1;
  if (node.words.size() < first + 3) return;  // a variable, an operator, a value
  if (!node.word(1).starts_with('(')) return;
  const std::string_view variable = apart ? node.word(first) : node.word(first).substr(1);
  if (!variable.starts_with('$') || variable.ends_with(')')) return;
  const std::string_view written = node.word(first + 1);
  if (is_hidden(written) || written.starts_with(')') ||
      std::ranges::find(operators, written) != operators.end())
    return;
  lowering.error(node, first + 1, fmt::format("unexpected \"{}\" in condition", shown(written)),
                 "the operators are =, !=, ~, ~*, !~ and !~*");
}

}  // namespace ek::dialects::nginx
