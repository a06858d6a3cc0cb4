// What goes before the algorithm: use-server rules, the persistence cookie, stick tables, in this
// order. Source: configuration manual, `use-server`, `cookie`, `stick on` and relatives.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/request.h"
#include "predict/algorithm.h"
#include "predict/haproxy/condition.h"
#include "predict/haproxy/stick_table.h"
#include "predict/keys/haproxy_key.h"

namespace ek::predict::haproxy {

// A key of a request for which the stick table keeps room until the request is answered.
struct StickKey {
  std::string key;
  double since_s = 0;
};

class Persistence {
 public:
  // Fails on what cannot be computed; the error says which line and why.
  static base::Result<Persistence> make(const Context& context);

  bool any() const { return any_; }
  // Why what was found so far may be wrong: it hung on something that the requests do not say. "":
  // it did not.
  const std::string& doubt() const { return doubt_; }
  // The server that the request is bound to, among those for which `up` says yes (all of them with
  // `option persist`); no_server: the algorithm chooses. `keys`: what remember() or forget()
  // wants back later.
  ServerIndex find(const model::Request& request, std::span<const std::uint8_t> up, double now_s,
                   std::vector<StickKey>& keys);
  // The request was answered by that server.
  void remember(const std::vector<StickKey>& keys, ServerIndex server, double now_s);
  // It was never answered.
  void forget(const std::vector<StickKey>& keys);

 private:
  struct UseServer {
    ServerIndex server;
    Condition condition;
  };
  struct Rule {
    bool match, store;
    KeyReader key;
    Condition condition;
  };

  ServerIndex by_rule(const model::Request& request, std::span<const std::uint8_t> up);
  ServerIndex by_cookie(const model::Request& request, std::span<const std::uint8_t> up,
                        double now_s);
  bool too_old(const model::Request& request, std::string_view value, double now_s);
  ServerIndex by_table(const model::Request& request, std::span<const std::uint8_t> up,
                       double now_s, bool bound, std::vector<StickKey>& keys);
  bool may_use(ServerIndex server, std::span<const std::uint8_t> up) const {
    return up[server] != 0 || even_if_down_;
  }

  bool any_ = false;
  std::string doubt_;
  bool even_if_down_ = false;  // option persist
  model::Cookie cookie_;
  std::vector<std::string> cookie_values_;  // one a server; empty: none
  std::vector<std::uint8_t> non_stick_;     // one a server
  std::vector<UseServer> use_servers_;
  std::vector<Rule> rules_;
  std::unique_ptr<StickEntries> table_;
  SampleSpace space_;
};

}  // namespace ek::predict::haproxy
