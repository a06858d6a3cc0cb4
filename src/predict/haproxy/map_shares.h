// The closed form of a static map. Among active servers it is in proportion to the weights; among
// backup servers without `option allbackups` it is not: the map then has as many slots as the first
// of them has weight, and all of them compete for those.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

// How requests use the map.
enum class MapUse : std::uint8_t {
  all_slots,
  first_slot_alone,  // where the program counts one server as in use: the hash is not asked
};

std::vector<double> map_shares(const Context& context, std::span<const ServerIndex> candidates,
                               MapUse with_one_server);
void map_losses(const Context& context, std::span<const ServerIndex> candidates,
                std::span<const double> shares, MapUse with_one_server, const ShiftSink& sink);

// Where backup servers alone would not leave everything to the first of them, says so.
void note_competing_backups(const Context& context, MapUse with_one_server, Grade& grade);

}  // namespace ek::predict::haproxy
