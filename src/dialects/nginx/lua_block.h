// Blocks whose content is Lua (lua-nginx-module's *_by_lua_block): its quotes, comments and braces
// follow Lua's grammar, not nginx's. Read over, never looked into.
#pragma once

#include <cstddef>
#include <string_view>

namespace ek::dialects::nginx {

bool is_lua_block(std::string_view directive);

// `begin` is just behind the opening brace; the answer is just behind the closing one, or the end
// of `bytes` when there is none.
std::size_t end_of_lua_block(std::string_view bytes, std::size_t begin);

}  // namespace ek::dialects::nginx
