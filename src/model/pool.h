// A pool: the servers among which one algorithm chooses (HAProxy backend or listen, nginx
// upstream).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "model/balance.h"
#include "model/persistence.h"
#include "model/request_rule.h"
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
  bool unread = false;     // a part of the configuration that was not read: an include
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

// Whether a section answers by itself, without a server (HAProxy).
enum class OwnAnswers : std::uint8_t {
  none,
  some,   // requests that a condition picks out: the statistics, a redirect
  pages,  // every request that gets no server has a page of its own (errorfile)
  all,    // every request: a rule without a condition
};

// A role that a health check asks for (HAProxy): a server that does not have it is taken out.
struct Role {
  std::string word;  // "master"; "": none
  bool one = true;   // likely one server at a time has it; false: all but one
  friend bool operator==(const Role&, const Role&) = default;
};

// A line that stands before a pool's servers and decides how many requests reach them (nginx).
enum class AheadKind : std::uint8_t {
  keeps_away,  // a cache answers, a limit refuses
  sends_more,  // copies of requests, or questions about them
};
struct Ahead {
  AheadKind kind = AheadKind::keeps_away;
  std::string directive;
  Place at{};
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
  Setting<OwnAnswers> answers;
  Setting<CheckKind> check_kind{CheckKind::tcp};  // HAProxy: how a check looks, if there is one
  Setting<Role> role;
  Setting<bool> shared_state;               // nginx zone
  Setting<std::uint32_t> keepalive;         // nginx keepalive; HAProxy: 0
  Setting<std::uint32_t> requests_each{1};  // nginx: how many come here for each of a client's
  std::vector<Ahead> ahead;
  std::vector<Dependency> depends;
  SectionRules rules;                  // what its section does to requests
  std::vector<SectionRules> before;    // the same of each listener that leads here
  std::size_t listeners_left_out = 0;  // of those, beyond the ones that are kept

  // Not all of its servers, nor what chooses among them, stand in the files read.
  bool partly_unread() const { return std::ranges::any_of(depends, &Dependency::unread); }
};

}  // namespace ek::model
