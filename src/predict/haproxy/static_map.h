// The precomputed map of static-rr and of `hash-type map-based`: as many slots as the weights sum
// up to (after division by their greatest common divisor), each server's slots spread over it.
//
// In every slot each server's score grows by its weight; the first server of the file with the
// highest score, counted in whole multiples of the total, takes the slot and pays the total.
//
// Source: configuration manual, `balance static-rr` and `hash-type`; measured on 2.6.12.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

struct MapServer {
  ServerIndex server;
  std::uint32_t weight;  // divided by the common divisor, above 0
};

// `servers` in the order of the file. O(slots log servers), where the program takes slots x
// servers.
std::vector<ServerIndex> build_map(std::span<const MapServer> servers, std::uint32_t slots);

// Of the non-zero weights of all servers, usable or not; 1 if there is none.
std::uint32_t common_divisor(std::span<const model::Server> servers);

}  // namespace ek::predict::haproxy
