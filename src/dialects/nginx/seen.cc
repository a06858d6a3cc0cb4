#include "dialects/nginx/seen.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/secret.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::string_view once[]{
#define N(name) name,
#include "dialects/nginx/directives/once.def"
#undef N
};

bool only_once(std::string_view directive) {
  return std::binary_search(std::begin(once), std::end(once), directive);
}

// Upstreams have no block of their own here, and mail is not looked at.
constexpr Contexts looked_at = ~(context::upstream | context::stream_upstream | context::mail |
                                 context::mail_server | context::data | context::foreign);

}  // namespace

const Node* said_in_block(Lowering& lowering, BlockId block, std::string what, const Node& node) {
  const bool piece = lowering.fragment || lowering.document.mains.size() > 1;
  if ((block == outermost_block && piece) || is_hidden(what)) return nullptr;
  const auto [known, added] = lowering.said.try_emplace({block, std::move(what)}, &node);
  return added ? nullptr : known->second;
}

bool is_hidden(std::string_view word) {
  return word.find(base::redacted) != std::string_view::npos;
}

std::string where_first(const Lowering& lowering, const Node& first, const Node& node) {
  return fmt::format("the first one is on {}; keep one",
                     text::other_place(lowering.place(first, 0), lowering.place(node, 0),
                                       lowering.reading.sources));
}

void refuse_second(Lowering& lowering, const Node& first, const Node& node) {
  lowering.error(node, 0, fmt::format("\"{}\" directive is duplicate", node.word(0)),
                 where_first(lowering, first, node));
}

void check_once(Lowering& lowering, const Node& node, const Scope& scope) {
  if ((scope.context & looked_at) == 0 || !only_once(node.word(0))) return;
  const Node* first = said_in_block(lowering, scope.block, std::string(node.word(0)), node);
  if (first != nullptr) refuse_second(lowering, *first, node);
}

}  // namespace ek::dialects::nginx
