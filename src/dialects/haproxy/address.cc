#include "dialects/haproxy/address.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <string>

namespace ek::dialects::haproxy {
namespace {

using model::AddressKind;

AddressKind kind_of(std::string& host) {
  if (host.empty() || host == "*") return AddressKind::other;
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return AddressKind::ipv4;
  // "10.1" is short for 10.0.0.1, as the library reads numbers in place of a name.
  if (host.find_first_not_of("0123456789.") == std::string::npos &&
      ::inet_aton(host.c_str(), &v4) == 1) {
    std::array<char, INET_ADDRSTRLEN> text{};
    host = ::inet_ntop(AF_INET, &v4, text.data(), text.size());
    return AddressKind::ipv4;
  }
  if (::inet_pton(AF_INET6, host.c_str(), &v6) == 1) return AddressKind::ipv6;
  return AddressKind::name;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

void read_port(std::string_view text, ServerAddress& out) {
  if (text.empty()) return;
  if (text.front() == '+' || text.front() == '-') {
    out.port_offset = std::string(text);
    return;
  }
  const auto [rest, error] =
      std::from_chars(text.data(), text.data() + text.size(), out.address.port);
  out.port_is_wrong = error != std::errc{} || rest != text.data() + text.size();
  if (out.port_is_wrong) out.address.port = 0;
}

}  // namespace

ServerAddress parse_server_address(std::string_view text) {
  ServerAddress out;
  for (const std::string_view socket : {"stream+", "dgram+", "mptcp+", "tcp+", "udp+", "quic+"})
    take(text, socket);
  if (take(text, "unix@") || take(text, "uxst@") || take(text, "uxdg@") || text.starts_with('/')) {
    out.address = {std::string(text), 0, AddressKind::unix_socket};
    return out;
  }
  for (const std::string_view prefix : {"abns@", "abnsz@", "fd@", "sockpair@", "rhttp@"}) {
    if (!text.starts_with(prefix)) continue;
    out.address = {std::string(text), 0, AddressKind::other};
    return out;
  }
  for (const std::string_view family :
       {"ipv4@", "ipv6@", "inet@", "tcp4@", "tcp6@", "tcp@", "udp4@", "udp6@", "udp@", "quic4@",
        "quic6@", "mptcp4@", "mptcp6@", "mptcp@"})
    if (take(text, family)) break;
  std::string_view host = text;
  const auto close = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  const auto colon = text.rfind(':');
  if (close != std::string_view::npos) {
    host = text.substr(1, close - 1);
    if (close + 1 < text.size() && text[close + 1] == ':') read_port(text.substr(close + 2), out);
  } else if (colon != std::string_view::npos) {
    host = text.substr(0, colon);
    read_port(text.substr(colon + 1), out);
  }
  out.address.host = std::string(host);
  out.address.kind = kind_of(out.address.host);
  return out;
}

model::Address with_offset(model::Address address, std::string_view offset) {
  if (offset.empty()) return address;
  if (address.kind == AddressKind::ipv6) address.host = "[" + address.host + "]";
  address.host += ':';
  address.host += offset;
  address.port = 0;
  return address;
}

bool has_offset(const model::Address& address) {
  return host_without_offset(address).size() < address.host.size();
}

std::string_view host_without_offset(const model::Address& address) {
  std::string_view host = address.host;
  const auto colon = host.rfind(':');
  const bool offset = colon != std::string_view::npos && colon + 1 < host.size() &&
                      (host[colon + 1] == '+' || host[colon + 1] == '-');
  if (!offset || address.kind == AddressKind::unix_socket) return host;
  host = host.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

}  // namespace ek::dialects::haproxy
