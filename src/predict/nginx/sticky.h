// nginx `sticky cookie` and `sticky route` (1.29.6 and later): the server that a request names.
//
// The name is the server's route=, or the MD5 of its address in hexadecimal. The model has the
// cookie as Persistence::cookie (mode insert), each variable of `route` as a stick rule (match);
// the first one that is not empty counts. `sticky learn` takes names from responses, which are not
// known here.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/request.h"
#include "predict/algorithm.h"
#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

class Sticky {
 public:
  Sticky() = default;
  Sticky(const Context& context, const Peers& peers);

  PeerId peer_of(const model::Request& request) const;  // no_peer: no session, or an unknown one

 private:
  model::Version version_;
  std::vector<model::Key> lookups_;
  std::unordered_map<std::string, PeerId> peers_;
};

// What nginx writes into the cookie for a server without a route.
std::string session_id(std::string_view address);

}  // namespace ek::predict::nginx
