// Random backends: the text of the configuration, and what happens to its servers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"

namespace ek::differential {

struct ServerPlan {
  std::string options;  // of the server line
  std::string cookie;   // its cookie value, "" if none
  bool refuses = false;
};

// A command of the runtime API before pick number `at`.
struct Change {
  enum class Kind { maint, ready, weight } kind = Kind::maint;
  std::size_t at = 0;
  std::size_t server = 0;
  std::uint32_t weight = 0;
};

struct PoolPlan {
  std::string lines;  // of the backend, without its servers
  std::vector<ServerPlan> servers;
  std::vector<Change> changes;
  bool by_source = false;  // many client addresses matter
  bool http = true;
};

// One algorithm, hash type, weights, backups, disabled servers, ids, persistence and changes.
PoolPlan random_pool(base::Random& random);

}  // namespace ek::differential
