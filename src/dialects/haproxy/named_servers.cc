// Servers whose name is looked up at run time (manual 5.2, `resolvers`, `resolve-opts`): in a
// backend each takes an address of that name that no other has, and those for which none is left
// stay down. Checked against the running 2.6.12 with a name server of three addresses.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "dialects/haproxy/address.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

struct Namesakes {
  std::string host;  // as written by the first of them
  std::vector<model::Server*> servers;
};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// By name and resolvers section: addresses are told apart within one answer.
std::map<std::string, Namesakes> namesakes_of(model::Pool& pool) {
  std::map<std::string, Namesakes> all;
  for (model::Server& server : pool.servers) {
    if (server.extras->resolvers.empty() || server.extras->shares_address) continue;
    const model::Address written = parse_server_address(server.written).address;
    if (written.kind != model::AddressKind::name) continue;
    Namesakes& same = all[server.extras->resolvers + " " + lower(written.host)];
    if (same.servers.empty()) same.host = written.host;
    same.servers.push_back(&server);
  }
  return all;
}

// "the 5 servers of app.example.com (web1, …)"
std::string who(const Namesakes& same) {
  return fmt::format("the {} servers of {} ({}, …)", same.servers.size(), shown(same.host),
                     shown(same.servers.front()->name));
}

model::Dependency unknown(const Namesakes& same) {
  return {fmt::format("{} take its addresses at run time, one each; those for which none is left "
                      "are down",
                      who(same)),
          fmt::format("give --resolve {}=addr,addr to say how many there are", shown(same.host)),
          same.servers.front()->address.at, fmt::format("an address for each of {}", who(same))};
}

model::Dependency too_few(const Namesakes& same, std::size_t addresses) {
  return {fmt::format("of {} {} are up: {} has that many addresses, and none is left for the rest",
                      who(same), addresses, shown(same.host)),
          "a server without an address is down until the name has more of them",
          same.servers.front()->address.at,
          fmt::format("the addresses given for {}", shown(same.host))};
}

// Only on a ring of addresses does it matter who has which.
model::Dependency in_any_order(const Namesakes& same) {
  return {fmt::format("which of {} has which address is decided at run time, and so is the ring",
                      who(same)),
          "use hash-key id for a ring that stays", same.servers.front()->address.at,
          fmt::format("the addresses of {} in the order given", shown(same.host))};
}

void hand_out(const Namesakes& same, const std::vector<std::string>& addresses) {
  for (std::size_t i = 0; i < same.servers.size(); ++i) {
    model::Server& server = *same.servers[i];
    const text::Place at = server.address.at;
    if (i >= addresses.size()) {
      if (!server.disabled.value) server.disabled.set(true, at, Origin::given);
      continue;
    }
    const ServerAddress written = parse_server_address(server.written);
    model::Address resolved = parse_server_address(addresses[i]).address;
    if (resolved.port == 0) resolved.port = written.address.port;
    server.address.set(with_offset(std::move(resolved), written.port_offset), at, Origin::given);
  }
}

}  // namespace

void settle_named_servers(Proxy& proxy, const Scope& scope) {
  model::Pool& pool = proxy.settings.pool;
  for (const auto& [key, same] : namesakes_of(pool)) {
    if (same.servers.size() < 2) continue;
    const auto given = scope.options.resolve.find(same.host);
    if (given == scope.options.resolve.end() || given->second.empty()) {
      pool.depends.push_back(unknown(same));
      continue;
    }
    hand_out(same, given->second);
    const std::size_t addresses = given->second.size();
    if (addresses < same.servers.size()) pool.depends.push_back(too_few(same, addresses));
    const bool by_address = std::ranges::any_of(same.servers, [](const model::Server* server) {
      return server->extras->hash_key.value == model::HashKeyBy::addr ||
             server->extras->hash_key.value == model::HashKeyBy::addr_port;
    });
    if (by_address) pool.depends.push_back(in_any_order(same));
  }
}

}  // namespace ek::dialects::haproxy
