// What keeps a client on its server before the algorithm is asked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/units.h"
#include "model/condition.h"
#include "model/key.h"
#include "model/setting.h"

namespace ek::model {

enum class CookieMode : std::uint8_t { none, rewrite, insert, prefix };

// HAProxy `cookie`; nginx `sticky cookie|route|learn` with the mode's nearest meaning.
struct Cookie {
  std::string name;
  CookieMode mode = CookieMode::none;
  bool indirect = false, preserve = false, dynamic = false, nocache = false, postonly = false;
  std::uint32_t idle_s = 0, life_s = 0;  // HAProxy insert: maxidle, maxlife in seconds; 0: no end
};

enum class StickUse : std::uint8_t { on, match, store_request, store_response };

struct StickRule {  // HAProxy stick on|match|store-request|store-response
  StickUse use = StickUse::on;
  Key key;
  std::string table;  // another backend's table; empty: the pool's own
  Condition condition;
  Place at{};
};

struct StickTable {
  std::string type;  // ip, ipv6, integer, string, binary
  std::uint64_t size = 0;
  base::Duration expire{};
  std::uint32_t length = 0;  // string/binary key length; longer keys are cut
  bool nopurge = false;      // a full table takes nothing new; false: the oldest entries go
};

struct UseServer {  // HAProxy use-server <name> if …
  std::string server;
  Condition condition;
  Place at{};
};

struct Persistence {
  Setting<Cookie> cookie;
  Setting<StickTable> stick_table;
  std::vector<StickRule> stick_rules;
  std::vector<UseServer> use_servers;
  Setting<bool> dynamic_key;           // HAProxy dynamic-cookie-key
  Setting<bool> ignore_persist_rules;  // there are ignore-persist / force-persist rules
  Setting<bool> persist;               // HAProxy option persist
  Setting<bool> prefer_last;           // HAProxy option prefer-last-server
  bool any() const { return cookie.stated() || !stick_rules.empty() || !use_servers.empty(); }
};

}  // namespace ek::model
