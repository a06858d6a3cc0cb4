// Who takes part in an nginx method: the servers that are no backups.
#pragma once

#include <span>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::nginx {

// No primary is left: whatever the method, backups take the requests in turn, by weight.
bool on_backups(const Context& context, std::span<const ServerIndex> candidates);

// The servers of the file that are not backups, `down` ones too: they hold their slots and points.
std::vector<ServerIndex> primaries(const Context& context);

}  // namespace ek::predict::nginx
