// What picks and shares rest on beside the configuration and the requests, as words behind "given".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"
#include "predict/algorithm.h"
#include "predict/simulation.h"

namespace ek::predict {

// Whatever is asked of the pool: what its section depends on, and what its program does.
std::vector<std::string> given_beside(const Context& context);

// HAProxy asks no algorithm where a client's idle connection to a server will do; a hash gives the
// same server anyway.
bool follows_connections(const model::Pool& pool);
inline constexpr const char* one_request_each = "one request a connection";

// What the picks of these requests rest on, joined by "; ": one worker, a table that does not fill
// up. "": nothing.
std::string picks_rest_on(const Context& context, std::span<const model::Request> requests);

// The same of a simulation that ran: also on the requests coming so far, as they come.
std::string picks_rest_on(const model::Config& config, const Context& context,
                          std::span<const model::Request> requests,
                          const SimulationOptions& options, const Simulation& simulation);

// The program draws at random: the picks are one run's, and another run has others.
bool picks_are_drawn(const Context& context);

}  // namespace ek::predict
