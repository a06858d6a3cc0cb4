// What a rule must know of a pool's algorithm: the algorithm's own word on it
// (predict/algorithm.h). An algorithm that is not modelled has none of these traits.
#pragma once

#include "predict/prediction.h"

namespace ek::lint {

// Looks at the requests in flight and hands an overloaded server less. Its shares in a forecast are
// those of an idle pool unless simulated (predict/under_load.h); what a pool of it can carry is the
// sum of its servers.
bool follows_load(const predict::PoolForecast& pool);

// HAProxy's first fills one server after the other, whatever their weights.
bool ignores_weights(const predict::PoolForecast& pool);

// HAProxy's leastconn: a server without a request comes first whatever its weight. nginx's
// least_conn takes turns by weight among idle servers, and is not meant.
bool weighs_only_under_load(const predict::PoolForecast& pool);

// Code of the configuration chooses (nginx's balancer_by_lua_*): the servers in the file may be
// mere placeholders.
bool chosen_by_code(const model::Pool& pool);

// Hashes a key that the configuration states, so that one key for all requests has one server.
bool hashes_a_stated_key(const predict::PoolForecast& pool);

}  // namespace ek::lint
