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
// Of the usable backup servers those that decide the shares: the first, whose weight is the number
// of slots, and those that get requests. Without the others the map is the same.
std::vector<ServerIndex> map_stand_ins(const Context& context, std::span<const ServerIndex> backups,
                                       MapUse with_one_server);

// Where backup servers alone would not leave everything to the first of them, says so.
void note_competing_backups(const Context& context, MapUse with_one_server, Grade& grade);

}  // namespace ek::predict::haproxy
