// Variables that a file gives its values itself: map, split_clients and set. They tell which pools
// a `proxy_pass http://$pool` may reach (nginx.org, ngx_http_map_module,
// ngx_http_split_clients_module).
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Why: two maps of a thousand lines in one target would be a million possibilities.
inline constexpr std::size_t possibilities_max = 1000;
inline constexpr int variable_depth_max = 8;  // a variable whose value is a variable, and so on

void collect_set(Lowering& lowering, const Node& node, const Scope& scope);
void collect_map(Lowering& lowering, const Node& block);
void collect_split_clients(Lowering& lowering, const Node& block);

struct Possibility {
  std::string text;       // no variable is left in it
  std::string condition;  // what must hold; "" always
};

// Every text that `written` may become. `known` is false when some value is not written in the
// files; the possibilities found are listed all the same.
struct Possibilities {
  std::vector<Possibility> list;
  bool known = true;
};
Possibilities possibilities(Lowering& lowering, std::string_view written, std::size_t listener);

}  // namespace ek::dialects::nginx
