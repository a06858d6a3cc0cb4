#include "predict/endpoints.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <tuple>

#include "predict/program.h"

namespace ek::predict {
namespace {

using model::Address, model::AddressKind, model::Server;

std::uint16_t port_of(const model::Program& program, const Address& address) {
  const bool by_default = address.port == 0 && address.kind != AddressKind::unix_socket;
  return by_default ? rules_of(program.kind).default_port : address.port;
}

// Servers that look up one name at run time take an address each.
bool has_its_own(const Server& server) {
  return server.address.value.kind == AddressKind::name && !server.extras->resolvers.empty() &&
         !server.extras->shares_address;
}

struct Reached {  // a server, where it is reached
  std::size_t hash = 0;
  std::string_view host;
  std::uint16_t port = 0;
  ServerIndex server = no_server;

  auto key() const { return std::tuple(hash, host, port); }  // mostly told apart by the hash alone
};

// One spelling for each host: of an IPv6 address the shortest, of a name small letters. Most are
// that already; the others are kept in `space`.
std::string_view one_spelling(const Address& address, std::deque<std::string>& space) {
  if (address.kind == AddressKind::ipv6) {
    in6_addr bytes{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_pton(AF_INET6, address.host.c_str(), &bytes) == 1 &&
        inet_ntop(AF_INET6, &bytes, text.data(), text.size()) != nullptr &&
        address.host != text.data())
      return space.emplace_back(text.data());
  }
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (address.kind != AddressKind::name || std::ranges::none_of(address.host, upper))
    return address.host;
  std::string& small = space.emplace_back(address.host);
  for (char& c : small) c = upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
  return small;
}

std::vector<Reached> reached(const Context& context, std::span<const ServerIndex> servers,
                             std::deque<std::string>& space) {
  std::vector<Reached> all;
  all.reserve(servers.size());
  for (const ServerIndex i : servers) {
    const Address& address = context.pool.servers[i].address.value;
    if (address.kind == AddressKind::none || address.kind == AddressKind::other) continue;
    if (has_its_own(context.pool.servers[i])) continue;
    const std::uint16_t port = port_of(context.program, address);
    const std::string_view host = one_spelling(address, space);
    const std::size_t hash = std::hash<std::string_view>{}(host) + port;
    all.push_back({hash, host, port, i});
  }
  std::sort(all.begin(), all.end(), [](const Reached& a, const Reached& b) {
    return std::tuple_cat(a.key(), std::tuple(a.server)) <
           std::tuple_cat(b.key(), std::tuple(b.server));
  });
  return all;
}

bool from_one_word(const Server& a, const Server& b) {
  return a.at == b.at;
}

SharedEndpoint describe(const Context& context, std::span<const Reached> same) {
  Address address = context.pool.servers[same.front().server].address.value;
  address.port = same.front().port;
  SharedEndpoint endpoint;
  endpoint.address = to_string(address);
  for (const Reached& each : same) endpoint.servers.push_back(each.server);
  endpoint.may_differ =
      rules_of(context.program.kind).names_may_differ && address.kind == AddressKind::name;
  return endpoint;
}

}  // namespace

Address reached_at(const model::Program& program, const Server& server) {
  Address address = server.address.value;
  address.port = port_of(program, address);
  return address;
}

std::vector<SharedEndpoint> shared_endpoints(const Context& context,
                                             std::span<const ServerIndex> servers) {
  std::deque<std::string> space;
  const std::vector<Reached> all = reached(context, servers, space);
  const auto& pool = context.pool.servers;
  std::vector<SharedEndpoint> found;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i + 1;
    while (end < all.size() && all[end].key() == all[i].key()) ++end;
    if (end - i > 1 && !from_one_word(pool[all[i].server], pool[all[end - 1].server]))
      found.push_back(describe(context, std::span(all).subspan(i, end - i)));
    i = end;
  }
  std::sort(found.begin(), found.end(), [](const SharedEndpoint& a, const SharedEndpoint& b) {
    return a.servers.front() < b.servers.front();
  });
  return found;
}

}  // namespace ek::predict
