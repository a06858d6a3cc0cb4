// How many requests a listener and the whole program hold at once (HAProxy: maxconn of global, of
// frontends and of bind lines; nginx: worker_connections), against what the known rates keep busy.
// What is above waits to be accepted, or is turned away. For predict/, lint/ and app/.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "predict/prediction.h"
#include "predict/process_limit.h"

namespace ek::predict {

enum class LimitOf : std::uint8_t { process, listener, sockets };

struct ConnectionLimit {
  LimitOf of = LimitOf::process;
  const model::Listener* listener = nullptr;  // nullptr: the process
  std::uint32_t limit = 0;
  text::Place at{};
  std::vector<const PoolForecast*> pools = {};  // whose requests need it; their rates are known
  double rate = 0;                              // requests a second, of all these pools
  double busy = 0;                  // of them at once, at least: rate times service time
  bool shares_connections = false;  // requests may share one (HTTP/2): it may hold more
  ProcessLimit process = {};        // what is particular to the program
  double turned_away = 0;           // where nobody waits: of the requests, 0..1

  // Requests a second that get through, at most.
  double ceiling() const { return process.waits ? rate * limit / busy : rate * (1 - turned_away); }
};

// Those that are too low for the rates that are known. A pool counts for a listener only if no
// other leads to it; a pool of unknown rate or time counts nothing, so a limit that is not here may
// be too low all the same.
std::vector<ConnectionLimit> limits_reached(const model::Config& config,
                                            std::span<const PoolForecast> pools);

// "global maxconn 20", "maxconn 100 of frontend www", "maxconn 10 of the bind lines of www",
// "worker_connections 512 of 2 workers"
std::string name_of(const ConnectionLimit& limit);

// Of a simulation that applies no such limit: what its picks then rest on, where so many requests
// of the pool at once are more than a listener or the program accepts, each on a connection of its
// own. "": they are not.
std::string beyond_limit(const model::Config& config, const std::string& pool,
                         std::uint32_t at_once);

// Says it in each of their pools.
void note_connection_limits(const model::Config& config, std::vector<PoolForecast>& pools);

}  // namespace ek::predict
