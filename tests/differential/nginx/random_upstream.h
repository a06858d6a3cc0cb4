// A random upstream and the requests that go with it, out of one seed.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "model/request.h"
#include "rig/client.h"

namespace ek::differential::nginx {

struct RandomServer {
  std::size_t backend = 0;  // which of the backends that all upstreams share
  std::string options;      // "weight=3 max_fails=0 down"
};

enum class Protocol { http, stream };

// What is drawn at random, and what the caller asks for.
struct Wish {
  Protocol protocol = Protocol::http;
  bool zone = false;
  std::size_t backends = 0;  // servers are drawn from these
  bool sticky = false;       // the version has sessions that stay with their server
};

struct RandomUpstream {
  std::string name;
  Protocol protocol = Protocol::http;
  std::string method;  // "hash $request_uri consistent;", empty for the default
  bool zone = false;
  bool by_address = false;  // the client's address matters: a connection a request, with PROXY
  bool takes_connections = false;  // in-flight counts matter: keep to one connection
  std::vector<RandomServer> servers;
  std::string sticky;                 // "sticky cookie sid;", empty for none
  std::vector<std::string> sessions;  // that requests may carry, known to a server or not
  std::string location;               // lines of the location: proxy_next_upstream …
  // Backends that stop at `down_from` and are back at `up_from` (picks); refused all along in
  // between.
  std::vector<std::size_t> refused;
  std::size_t down_from = 0, up_from = 0;
};

RandomUpstream random_upstream(base::Random& random, const Wish& wish, std::size_t number);

// One request, as the client sends it and as the model has it.
struct TwoFaced {
  rig::Request sent;
  model::Request modelled;
};
TwoFaced random_request(base::Random& random, const RandomUpstream& upstream);

}  // namespace ek::differential::nginx
