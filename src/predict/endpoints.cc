#include "predict/endpoints.h"

#include <algorithm>
#include <unordered_map>

namespace ek::predict {
namespace {

using model::Address, model::AddressKind, model::ProgramKind, model::Server;

constexpr std::uint16_t nginx_default_port = 80;

bool is_known(const Address& address) {
  return address.kind != AddressKind::none && address.kind != AddressKind::other;
}

std::uint16_t port_of(const Context& context, const Address& address) {
  const bool by_default = context.program.kind == ProgramKind::nginx && address.port == 0 &&
                          address.kind != AddressKind::unix_socket;
  return by_default ? nginx_default_port : address.port;
}

SharedEndpoint describe(const Context& context, std::vector<ServerIndex> servers) {
  Address address = context.pool.servers[servers.front()].address.value;
  address.port = port_of(context, address);
  const bool may_differ =
      context.program.kind == ProgramKind::haproxy && address.kind == AddressKind::name;
  return {to_string(address), std::move(servers), may_differ};
}

bool from_one_word(const Server& a, const Server& b) {
  return a.at == b.at;
}

// Those of the same host, split by port.
void split(const Context& context, std::vector<ServerIndex> same_host,
           std::vector<SharedEndpoint>& found) {
  const auto& servers = context.pool.servers;
  const auto port = [&](ServerIndex i) { return port_of(context, servers[i].address.value); };
  std::stable_sort(same_host.begin(), same_host.end(),
                   [&](ServerIndex a, ServerIndex b) { return port(a) < port(b); });
  for (std::size_t i = 0; i < same_host.size();) {
    std::size_t end = i + 1;
    while (end < same_host.size() && port(same_host[end]) == port(same_host[i])) ++end;
    if (end - i > 1 && !from_one_word(servers[same_host[i]], servers[same_host[end - 1]]))
      found.push_back(describe(context, {same_host.begin() + std::ptrdiff_t(i),
                                         same_host.begin() + std::ptrdiff_t(end)}));
    i = end;
  }
}

}  // namespace

std::vector<SharedEndpoint> shared_endpoints(const Context& context,
                                             std::span<const ServerIndex> servers) {
  std::unordered_map<std::string_view, std::vector<ServerIndex>> by_host;
  by_host.reserve(servers.size());
  for (const ServerIndex i : servers) {
    const Address& address = context.pool.servers[i].address.value;
    if (is_known(address)) by_host[address.host].push_back(i);
  }
  std::vector<SharedEndpoint> found;
  for (auto& [host, same] : by_host)
    if (same.size() > 1) split(context, std::move(same), found);
  std::sort(found.begin(), found.end(), [](const SharedEndpoint& a, const SharedEndpoint& b) {
    return a.servers.front() < b.servers.front();
  });
  return found;
}

}  // namespace ek::predict
