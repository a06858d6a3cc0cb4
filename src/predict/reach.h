// Which pools the listeners' rules can reach: a rule without a condition ends the search.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "model/config.h"

namespace ek::predict {

// The routes that a request can take: those behind an unconditional use_backend of the same
// listener are never looked at.
std::vector<const model::Route*> live_routes(const model::Config& config);

// Which part of all requests a pool gets, where one line sends them all and its keys are spread
// evenly (nginx: split_clients). nullopt: the files do not tell.
std::optional<double> part_of_all(const model::Config& config, std::string_view pool);

// The listen sections whose own servers nobody uses, by name, with the route that their requests
// take instead (HAProxy: a listen section with a default_backend). None where a route cannot be
// told.
std::map<std::string_view, const model::Route*> bypassed(const model::Config& config);

}  // namespace ek::predict
