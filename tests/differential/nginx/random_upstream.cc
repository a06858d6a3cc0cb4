#include "differential/nginx/random_upstream.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

namespace ek::differential::nginx {
namespace {

template <std::size_t n>
std::string_view one_of(base::Random& random, const std::array<std::string_view, n>& choices) {
  return choices[random.below(choices.size())];
}

constexpr std::array<std::string_view, 17> http_keys{"$request_uri",
                                                     "$uri",
                                                     "$args",
                                                     "$arg_k",
                                                     "$arg_K",
                                                     "$cookie_SESS",
                                                     "$http_X_User",
                                                     "$http_x_user",
                                                     "$cookie_sess",
                                                     "$host",
                                                     "$http_host",
                                                     "$host$uri",
                                                     "$request_method$arg_k",
                                                     "${cookie_sess}-$http_x_user",
                                                     "prefix-$request_uri",
                                                     "constant",
                                                     "$remote_addr$request_uri"};
constexpr std::array<std::string_view, 2> address_keys{"$remote_addr", "$binary_remote_addr"};

bool names_address(std::string_view key) {
  return key.find("remote_addr") != key.npos;
}

std::string random_key(base::Random& random, Protocol protocol) {
  if (protocol == Protocol::stream && random.chance(0.1)) return "constant";
  if (protocol == Protocol::stream || random.chance(0.25))
    return std::string(one_of(random, address_keys));
  return std::string(one_of(random, http_keys));
}

void choose_method(base::Random& random, RandomUpstream& upstream) {
  const bool http = upstream.protocol == Protocol::http;
  switch (random.below(http ? 6 : 5)) {
    case 0:
      return;
    case 1:
      upstream.method = "least_conn;";
      upstream.takes_connections = true;
      return;
    case 2:
    case 3:
    case 4: {
      const std::string key = random_key(random, upstream.protocol);
      upstream.by_address = names_address(key);
      upstream.method = "hash \"" + key + "\"" + (random.chance(0.5) ? " consistent;" : ";");
      return;
    }
    default:
      upstream.method = "ip_hash;";
      upstream.by_address = true;
  }
}

std::size_t server_count(base::Random& random) {
  const std::size_t most = random.chance(0.3) ? 40 : random.chance(0.5) ? 10 : 4;
  return 1 + random.below(most);
}

// Equal, small, anything up to 256.
std::string random_weight(base::Random& random, int kind) {
  if (kind == 0 || random.chance(0.1)) return {};
  return " weight=" + std::to_string(1 + random.below(kind == 1 ? 8 : 256));
}

// Long fail_timeouts: only the count of failures decides, not how fast this machine is.
std::string random_failing(base::Random& random) {
  std::string options;
  if (random.chance(0.6))
    options += " max_fails=" + std::to_string(std::array<int, 4>{0, 1, 3, 2}[random.below(4)]);
  options += " fail_timeout=" + std::to_string(600 + random.below(300)) + "s";
  return options;
}

void choose_servers(base::Random& random, std::size_t backends, RandomUpstream& upstream) {
  std::vector<std::size_t> order(backends);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  const bool backups = upstream.method.empty() || upstream.method == "least_conn;";
  const double backup_rate = backups && random.chance(0.4) ? 0.3 : 0;
  const double down_rate = random.chance(0.4) ? 0.2 : 0;
  const int weights = static_cast<int>(random.below(3));
  const std::size_t count = std::min(server_count(random), backends);
  for (std::size_t i = 0; i < count; ++i) {
    RandomServer server;
    // Now and then the same address twice: two servers of one text.
    server.backend = i > 0 && random.chance(0.03) ? order[i - 1] : order[i];
    server.options = random_weight(random, weights) + random_failing(random);
    if (random.chance(down_rate))
      server.options += " down";
    else if (i > 0 && random.chance(backup_rate))
      server.options += " backup";
    // Over several workers the end of the last connection may not be counted yet.
    if (random.chance(0.1) && !(upstream.zone && upstream.by_address)) {
      server.options += " max_conns=" + std::to_string(1 + random.below(3));
      upstream.takes_connections = true;
    }
    upstream.servers.push_back(std::move(server));
  }
}

void choose_failures(base::Random& random, RandomUpstream& upstream) {
  upstream.down_from = random.below(200);
  upstream.up_from = random.chance(0.3) ? 1000 : upstream.down_from + 1 + random.below(200);
  const double rate = random.chance(0.6) ? (random.chance(0.2) ? 0.8 : 0.25) : 0;
  for (const RandomServer& server : upstream.servers)
    if (random.chance(rate)) upstream.refused.push_back(server.backend);
  if (random.chance(0.3))
    upstream.location += "proxy_next_upstream_tries " + std::to_string(1 + random.below(4)) + "; ";
  if (random.chance(0.1)) upstream.location += "proxy_next_upstream off; ";
}

// Servers with a route and without one, whose sessions are named by their address.
void choose_sessions(base::Random& random, RandomUpstream& upstream) {
  constexpr std::array<std::string_view, 3> kinds{"sticky cookie sid;",
                                                  "sticky cookie sid expires=1h path=/;",
                                                  "sticky route $cookie_sid $arg_k;"};
  upstream.sticky = one_of(random, kinds);
  upstream.sessions = {"unknown", "0123456789abcdef0123456789abcdef"};
  const bool routes = random.chance(0.7);
  for (std::size_t i = 0; i < upstream.servers.size(); ++i) {
    if (!routes || random.chance(0.2)) continue;
    // Now and then the same for two servers.
    const std::string route = "r" + std::to_string(random.chance(0.1) ? 0 : i);
    upstream.servers[i].options += " route=" + route;
    upstream.sessions.push_back(route);
  }
}

std::string random_path(base::Random& random) {
  constexpr std::array<std::string_view, 12> pieces{"/a",         "/b",      "/item",    "//",
                                                    "/./",        "/x/../y", "/%7Euser", "/%41b",
                                                    "/caf%C3%A9", "/a%2Fb",  "/Img",     "/z"};
  std::string path;
  for (std::uint64_t n = 1 + random.below(3); n > 0; --n) path += one_of(random, pieces);
  path += std::to_string(random.below(500));
  if (random.chance(0.6)) {
    path += random.chance(0.7) ? "?k=" : "?K=";  // nginx finds either by either name
    path += std::to_string(random.below(300));
    if (random.chance(0.4)) path += "&" + std::string(random.chance(0.5) ? "K" : "j") + "=%20v";
  } else if (random.chance(0.1)) {
    path += "?";
  }
  return path;
}

std::string random_source(base::Random& random) {
  const auto byte = [&] { return std::to_string(random.below(256)); };
  if (random.chance(0.7)) return byte() + "." + byte() + "." + byte() + "." + byte();
  constexpr std::string_view digits = "0123456789abcdef";
  std::string address = "2001:db8";
  for (int i = 0; i < 3; ++i) {
    address += ':';
    for (int j = 0; j < 3; ++j) address += digits[1 + random.below(15)];
  }
  return address + "::" + std::to_string(1 + random.below(9));
}

}  // namespace

RandomUpstream random_upstream(base::Random& random, const Wish& wish, std::size_t number) {
  RandomUpstream upstream;
  upstream.name = "app" + std::to_string(number);
  upstream.protocol = wish.protocol;
  upstream.zone = wish.zone;
  choose_method(random, upstream);
  choose_servers(random, wish.backends, upstream);
  choose_failures(random, upstream);
  if (wish.sticky && wish.protocol == Protocol::http && random.chance(0.5))
    choose_sessions(random, upstream);
  return upstream;
}

TwoFaced random_request(base::Random& random, const RandomUpstream& upstream) {
  constexpr std::array<std::string_view, 4> hosts{"rig.test", "Shop.Example.COM", "a.b:8080",
                                                  "trailing.dot."};
  TwoFaced request;
  model::Request& modelled = request.modelled;
  modelled.method = random.chance(0.85) ? "GET" : "DELETE";
  modelled.target = random_path(random);
  modelled.host = one_of(random, hosts);
  modelled.source = upstream.by_address ? random_source(random) : "127.0.0.1";
  if (random.chance(0.7))
    modelled.headers.emplace_back("X-User", "u" + std::to_string(random.below(200)));
  if (random.chance(0.7))
    modelled.cookies.emplace_back(random.chance(0.7) ? "sess" : "Sess",
                                  std::to_string(random.below(100000)));
  if (!upstream.sessions.empty() && random.chance(0.6))
    modelled.cookies.emplace_back("sid", upstream.sessions[random.below(upstream.sessions.size())]);
  rig::Request& sent = request.sent;
  sent.method = modelled.method;
  sent.path = modelled.target;
  sent.headers = modelled.headers;
  sent.headers.emplace_back("Host", modelled.host);
  std::string cookies = "other=1";
  for (const auto& [name, value] : modelled.cookies) cookies += "; " + name + "=" + value;
  if (!modelled.cookies.empty()) sent.headers.emplace_back("Cookie", cookies);
  return request;
}

}  // namespace ek::differential::nginx
