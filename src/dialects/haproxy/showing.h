// How much of a line may be shown, in excerpts and in the tree: what the product models is shown,
// the rest is not, since nobody looked for secrets in it.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::haproxy {

// Words of a statement, from its start; never less than the keyword where that may be shown.
std::size_t words_shown(const text::Node& node, const text::Node* parent);

// Bytes of a line as it stands in the file, from its start.
std::size_t bytes_shown(std::string_view line);

}  // namespace ek::dialects::haproxy
