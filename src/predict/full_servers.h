// Servers that are at their connection limit at times, and are then passed over. Internal to
// predict/.
#pragma once

#include <span>

#include "predict/prediction.h"

namespace ek::predict {

// The first of `takers` that, with these shares, more than one request in a thousand finds at its
// limit (maxconn, minconn, max_conns; Erlang's B); no_server: none, or the rate or the service time
// is unknown. With HAProxy's hashes requests wait for their server, and none is passed over.
ServerIndex full_at_times(const Context& context, const PoolForecast& forecast,
                          std::span<const ServerIndex> takers, std::span<const double> shares);
// Of its candidates, by its own shares.
ServerIndex full_at_times(const Context& context, const PoolForecast& forecast);

}  // namespace ek::predict
