// Where a directive may stand: the block around it, in the manual's words ("Context:").
#pragma once

#include <cstdint>
#include <string_view>

namespace ek::dialects::nginx {

using Contexts = std::uint32_t;  // a set of the bits below

namespace context {
inline constexpr Contexts main = 1u << 0, events = 1u << 1, http = 1u << 2, server = 1u << 3,
                          location = 1u << 4, upstream = 1u << 5, server_if = 1u << 6,
                          location_if = 1u << 7, limit_except = 1u << 8, stream = 1u << 9,
                          stream_server = 1u << 10, stream_upstream = 1u << 11, mail = 1u << 12,
                          mail_server = 1u << 13;
// Inside map, geo, types and the like: lines are data, not directives.
inline constexpr Contexts data = 1u << 14;
// Inside a block whose directives we do not know (another module's): nothing is checked.
inline constexpr Contexts foreign = 1u << 15;
inline constexpr Contexts anywhere = (1u << 14) - 1;
inline constexpr Contexts any_stream = stream | stream_server | stream_upstream;
}  // namespace context

// The context in which a block's content stands; data or foreign when its lines are no directives
// of ours.
Contexts context_inside(std::string_view block, Contexts around);

}  // namespace ek::dialects::nginx
