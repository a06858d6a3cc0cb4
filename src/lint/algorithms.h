// What a rule must know of the programs' algorithms, by their own words: the one place in lint that
// compares them. Facts: each algorithm's page below predict/algorithms/.
#pragma once

#include "model/pool.h"

namespace ek::lint {

// Looks at the requests in flight and hands an overloaded server less. Its shares in a forecast are
// those of an idle pool unless simulated (predict/under_load.h); what a pool of it can carry is the
// sum of its servers.
bool follows_load(const model::Pool& pool);

// HAProxy's first fills one server after the other, whatever their weights.
bool ignores_weights(const model::Pool& pool);

// HAProxy's leastconn: a server without a request comes first whatever its weight. nginx's
// least_conn takes turns by weight among idle servers, and is not meant.
bool weighs_only_under_load(const model::Pool& pool);

// Hashes a key that the configuration states, so that one key for all requests has one server.
bool hashes_a_stated_key(const model::Pool& pool);

}  // namespace ek::lint
