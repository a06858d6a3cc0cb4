// proxy_next_upstream and its siblings: which failures go on to the next server, and how often.
// They belong to locations; a pool gets what the locations that use it agree on.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// "proxy" of proxy_next_upstream_tries; "" for any other directive.
std::string_view retry_family(std::string_view directive);

void lower_retry(Lowering& lowering, const Node& node, const Scope& scope);

// `directive` is the route's (proxy_pass): its family's settings, as its block inherits them.
RetrySettings retry_settings(const Lowering& lowering, BlockId block, std::string_view directive);

// Puts what all its routes say on every pool; where they differ, a note.
void give_retries_to_pools(Lowering& lowering);

}  // namespace ek::dialects::nginx
