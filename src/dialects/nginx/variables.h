// Variables that a file gives its values itself: map, geo, split_clients and set. They tell which
// pools a `proxy_pass http://$pool` may reach (nginx.org, ngx_http_map_module and its siblings).
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void collect_set(Lowering& lowering, const Node& node, const Scope& scope);
void collect_map(Lowering& lowering, const Node& block, model::Layer layer);
void collect_geo(Lowering& lowering, const Node& block);
void collect_split_clients(Lowering& lowering, const Node& block);

// Does the block give the variable at the end of its head its values?
bool gives_values(std::string_view directive);

// Of http: a variable whose value the program keeps for itself, as word `word` of a line that would
// give it another.
void refuse_fixed(Lowering& lowering, const Node& node, std::size_t word);

// Any line, or the head of any block: code or a regular expression may give a variable its value.
void note_unread_values(Lowering& lowering, const Node& node);

}  // namespace ek::dialects::nginx
