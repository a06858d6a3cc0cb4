// Requests that a request makes on its way (auth_request, mirror, post_action, error_page …): where
// they come to the pool of the request itself, they take turns with it and add to its load.
#pragma once

#include "dialects/nginx/ways.h"

namespace ek::dialects::nginx {

// `from`: the ways to that pool.
void count_subrequests(Lowering& lowering, const Ways& ways, const std::vector<Way>& from,
                       model::Pool& pool);

}  // namespace ek::dialects::nginx
