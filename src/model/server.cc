#include "model/server.h"

#include <arpa/inet.h>
#include <charconv>

namespace ek::model {
namespace {

AddressKind kind_of(const std::string& host) {
  if (host.empty() || host == "*") return AddressKind::other;
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return AddressKind::ipv4;
  if (::inet_pton(AF_INET6, host.c_str(), &v6) == 1) return AddressKind::ipv6;
  return AddressKind::name;
}

bool parse_port(std::string_view text, std::uint16_t& port) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && rest == text.data() + text.size();
}

}  // namespace

std::string to_string(const Address& address) {
  switch (address.kind) {
    case AddressKind::none:
      return "";
    case AddressKind::unix_socket:
      return "unix:" + address.host;
    case AddressKind::ipv6:
      return address.port == 0 ? address.host
                               : "[" + address.host + "]:" + std::to_string(address.port);
    default:
      return address.port == 0 ? address.host : address.host + ":" + std::to_string(address.port);
  }
}

Address parse_address(std::string_view text) {
  if (text.empty()) return {};
  if (text.starts_with("unix:") || text.starts_with("unix@"))
    return {std::string(text.substr(5)), 0, AddressKind::unix_socket};
  if (text.starts_with('/')) return {std::string(text), 0, AddressKind::unix_socket};
  std::string_view host = text;
  std::uint16_t port = 0;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close != std::string_view::npos) {
      host = text.substr(1, close - 1);
      if (close + 1 < text.size() && text[close + 1] == ':')
        parse_port(text.substr(close + 2), port);
      std::string name(host);
      return {name, port, kind_of(name)};
    }
  }
  std::string whole(text);
  if (kind_of(whole) == AddressKind::ipv6) return {std::move(whole), 0, AddressKind::ipv6};
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos && parse_port(text.substr(colon + 1), port))
    host = text.substr(0, colon);
  std::string name(host);
  const AddressKind kind = kind_of(name);
  return {std::move(name), port, kind};
}

}  // namespace ek::model
