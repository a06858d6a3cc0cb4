// bind: where a section listens, how many connections at once, and whether requests may share one
// (manual 5.1: maxconn, alpn, npn, proto, ssl).
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

// Ports of "10.0.0.1:80" (1), ":8000-8009" (10).
std::uint32_t ports_of(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return 1;
  const std::string_view ports = address.substr(colon + 1);
  const auto dash = ports.find('-');
  if (dash == std::string_view::npos) return 1;
  const auto low = read_number(ports.substr(0, dash));
  const auto high = read_number(ports.substr(dash + 1));
  constexpr std::uint32_t port_max = 65535;
  return low && high && *low <= *high && *high <= port_max ? *high - *low + 1 : 1;
}

std::uint32_t sockets_of(std::string_view addresses) {
  std::uint32_t sockets = 0;
  while (!addresses.empty()) {
    const std::string_view one = addresses.substr(0, addresses.find(','));
    sockets += ports_of(one);
    addresses.remove_prefix(std::min(addresses.size(), one.size() + 1));
  }
  return sockets;
}

// "10.0.0.1:80", ":8000-8009", "*:80": what follows the colon.
bool sound_ports(std::string_view ports) {
  const auto dash = ports.find('-');
  const auto low = read_number(ports.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : read_number(ports.substr(dash + 1));
  constexpr std::uint32_t port_max = 65535;
  return low && high && *low >= 1 && *low <= *high && *high <= port_max;
}

// Sockets that have a port: not files, descriptors and the like.
bool needs_port(std::string_view address) {
  if (address.starts_with('/')) return false;
  for (const std::string_view family :
       {"unix@", "uxst@", "uxdg@", "abns@", "abnsz@", "fd@", "sockpair@", "rhttp@", "rev@"})
    if (address.find(family) != std::string_view::npos) return false;
  return true;
}

void check_ports(const Line& line, const Scope& scope) {
  std::string_view addresses = line.word(1);
  if (line.has_variable(1)) return;
  while (!addresses.empty()) {
    const std::string_view one = addresses.substr(0, addresses.find(','));
    addresses.remove_prefix(std::min(addresses.size(), one.size() + 1));
    if (!needs_port(one)) continue;
    const auto colon = one.rfind(':');
    const std::string_view ports =
        colon == std::string_view::npos ? std::string_view() : one.substr(colon + 1);
    if (sound_ports(ports)) continue;
    return scope.diagnostics().error(
        line.place(1), line.length(1),
        ports.empty() ? "this address has no port to listen on"
                      : fmt::format("\"{}\" is not a port to listen on", shown(ports)),
        "write for example bind :8080");
  }
}

// From 2.8 a line with ssl offers HTTP/2 unless it says what it offers (manual, alpn).
bool shares_connections(const Line& line, model::Version version) {
  bool ssl = false, offers = false;
  for (std::size_t i = 2; i < line.size(); ++i) {
    const std::string_view word = line.word(i);
    ssl = ssl || word == "ssl";
    if (word == "alpn" || word == "npn" || word == "proto") {
      offers = true;
      const std::string_view value = line.word(i + 1);
      if (value.find("h2") != std::string_view::npos || value.find("h3") != std::string_view::npos)
        return true;
    }
    offers = offers || word == "no-alpn";
  }
  const bool quic = line.word(1).starts_with("quic");
  return quic || (ssl && !offers && version >= model::Version{2, 8, 0});
}

// "maxconn" of a line is that of each of its sockets; with shards there are several of each.
void limit_sockets(const Line& line, Proxy& proxy, const Scope& scope) {
  std::uint64_t limit = 0;
  std::uint32_t copies = 1;
  for (std::size_t i = 2; i + 1 < line.size(); ++i) {
    if (line.word(i) == "shards") copies = read_number(line.word(i + 1)).value_or(0);
    if (line.word(i) != "maxconn") continue;
    limit = number_in(line, i + 1, 0, INT32_MAX, scope.diagnostics());
    proxy.listener.sockets_maxconn.set(0, line.place(i + 1), proxy.origin);
  }
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  limit = std::min(most, limit * copies * sockets_of(line.word(1)));
  if (limit == 0) proxy.sockets.unlimited = true;
  proxy.sockets.maxconn = static_cast<std::uint32_t>(std::min(most, proxy.sockets.maxconn + limit));
  proxy.listener.sockets_maxconn.value = proxy.sockets.unlimited ? 0 : proxy.sockets.maxconn;
}

}  // namespace

void read_bind(const Line& line, Proxy& proxy, const Scope& scope) {
  if (line.size() < 2) return;
  Setting<std::string>& setting = proxy.listener.binds.emplace_back();
  setting.set(std::string(line.word(1)), line.place(1), proxy.origin);
  check_ports(line, scope);
  limit_sockets(line, proxy, scope);
  if (shares_connections(line, scope.version)) proxy.listener.shares_connections = true;
  for (std::size_t i = 2; i < line.size(); ++i)
    proxy.sockets.behind_proxy |=
        line.word(i) == "accept-proxy" || line.word(i) == "accept-netscaler-cip";
}

}  // namespace ek::dialects::haproxy
