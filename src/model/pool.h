// A pool: the servers among which one algorithm chooses (HAProxy backend or listen, nginx
// upstream).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/balance.h"
#include "model/persistence.h"
#include "model/server.h"

namespace ek::model {

enum class Layer : std::uint8_t { http, tcp };

// Something outside the files on which the answer depends. Said aloud, never guessed.
struct Dependency {
  std::string what;  // "app.example.com has no known addresses", in words for the user
  std::string how;   // "give --resolve app.example.com=10.0.0.1,10.0.0.2"
  Place at{};
  std::string given = {};  // "one address behind app.example.com": what the shares rest on; empty:
                           // they do not depend on it
};

struct Limits {
  Setting<std::uint32_t> fullconn;  // HAProxy; not stated: from the frontends' maxconn; 0: unknown
  Setting<std::uint32_t> retries{3};
  Setting<bool> redispatch;
  Setting<std::int32_t> redispatch_interval;  // option redispatch <n>
  Setting<std::vector<std::string>> retry_on;
  Setting<Duration> queue_timeout;  // 0: none
  Setting<Duration> connect_timeout;
  Setting<Duration> server_timeout;
  Setting<std::vector<std::string>> next_upstream;  // nginx proxy_next_upstream, where it is known
  Setting<std::uint32_t> next_upstream_tries;       // 0: no limit
};

struct Pool {
  std::string name;
  std::string section;  // "backend", "listen", "upstream"; for people
  Layer layer = Layer::http;
  Place at{};                // of the pool's name
  std::uint32_t length = 1;  // bytes of the name, for the caret
  Setting<bool> disabled;
  Balance balance;
  std::vector<Server> servers;  // in the order of the file; the order decides picks
  Persistence persistence;
  Limits limits;
  Setting<bool> shared_state;        // nginx zone
  Setting<std::uint32_t> keepalive;  // nginx keepalive; HAProxy: 0
  std::vector<Dependency> depends;
};

}  // namespace ek::model
