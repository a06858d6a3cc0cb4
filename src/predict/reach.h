// Which pools the listeners' rules can reach: a rule without a condition ends the search.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "model/config.h"

namespace ek::predict {

// A use_backend without a condition, or with one that always holds (the predefined TRUE).
bool always_taken(const model::Route& route);

// The routes that a request can take: those behind an unconditional use_backend of the same
// listener are never looked at.
std::vector<const model::Route*> live_routes(const model::Config& config);

// The listen sections whose own servers nobody uses, by name, with the route that their requests
// take instead (HAProxy: a listen section with a default_backend). None where a route cannot be
// told.
std::map<std::string_view, const model::Route*> bypassed(const model::Config& config);

}  // namespace ek::predict
