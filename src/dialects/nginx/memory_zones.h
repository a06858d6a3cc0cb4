// Shared memory that lines of several modules name: limits and caches. A name has one use, and some
// line says how large it is.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Does a line say how large the zone is that it names?
enum class ZoneLine : std::uint8_t { sizes, uses };

// The zone `name` in a word of the line, for that use. false: it was for another one, and this is
// said.
bool note_zone(Lowering& lowering, const Node& node, std::size_t word, std::string_view name,
               std::string_view use, ZoneLine line);

void check_limit_req(Lowering& lowering, const Node& node, const Scope& scope);
void check_limit_conn(Lowering& lowering, const Node& node, const Scope& scope);
void note_limit_zone(Lowering& lowering, const Node& node, const Scope& scope);  // limit_…_zone
void check_cache(Lowering& lowering, const Node& node, const Scope& scope);      // proxy_cache, …
void note_cache_path(Lowering& lowering, const Node& node, const Scope& scope);

// After the walk: a zone may be used above the line that sizes it.
void name_unsized_zones(Lowering& lowering);

}  // namespace ek::dialects::nginx
