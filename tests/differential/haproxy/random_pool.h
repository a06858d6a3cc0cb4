// Random backends: the text of the configuration, and what happens to its servers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "differential/haproxy/version.h"

namespace ek::differential {

struct ServerPlan {
  std::string options;  // of the server line
  std::string cookie;   // its cookie value, "" if none
  std::string address = "127.0.0.1";
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
  // hdr(host) use_domain_only: the program also reads the byte behind the value, which is what was
  // left in its memory when no header follows.
  bool needs_header_behind_host = false;
  bool http = true;
};

// One algorithm, hash type, weights, backups, disabled servers, ids, persistence and changes.
PoolPlan random_pool(base::Random& random, const Abilities& has);

}  // namespace ek::differential
