// What a server named by a host starts with (manual 5.2, init-addr): the first method of the list
// that works. Checked against the running 2.6.12.
#include <fmt/format.h>

#include "dialects/haproxy/address.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// "last" is what a state file says, if anything; the note on state files covers it.
std::string_view first_method(std::string_view list) {
  while (list.starts_with("last,")) list.remove_prefix(5);
  return list.substr(0, list.find(','));
}

// Does every entry of the list ask the state file of the last run?
bool only_last(std::string_view methods) {
  if (methods.empty()) return false;
  while (methods.starts_with("last,")) methods.remove_prefix(5);
  return methods == "last";
}

// A word of digits and dots, or with a colon in it, is no name: the program starts only where
// init-addr has something else to offer.
bool may_start(std::string_view methods, const model::Server& server) {
  const std::string& host = parse_server_address(server.written).address.host;
  const bool numbers = host.find_first_not_of("0123456789.") == std::string::npos;
  if (!numbers && host.find(':') == std::string::npos) return true;
  return methods.find("none") != std::string_view::npos ||
         methods.find('.') != std::string_view::npos;
}

bool is_method(std::string_view word) {
  if (word == "last" || word == "libc" || word == "none") return true;
  const model::Address address = parse_server_address(word).address;
  const bool whole = address.kind == model::AddressKind::ipv6 || address.host == word;
  return whole && address.port == 0 &&
         (address.kind == model::AddressKind::ipv4 || address.kind == model::AddressKind::ipv6);
}

}  // namespace

std::string_view wrong_method(std::string_view methods) {
  while (!methods.empty()) {
    const std::string_view one = methods.substr(0, methods.find(','));
    if (!one.empty() && !is_method(one)) return one;
    methods.remove_prefix(std::min(methods.size(), one.size() + 1));
  }
  return "";
}

void settle_initial_address(const InitialAddress& initial, model::Server& server,
                            const Scope& scope) {
  if (!server.extras->resolvers.empty()) return;
  const ServerAddress written = parse_server_address(server.written);
  if (written.address.kind != model::AddressKind::name) return;
  if (!may_start(initial.methods, server))
    scope.diagnostics().error(server.address.at, static_cast<std::uint32_t>(server.written.size()),
                              fmt::format("\"{}\" is neither an address nor a name that could be "
                                          "looked up",
                                          shown(written.address.host)),
                              "an IPv4 address has four numbers from 0 to 255; IPv6 goes into "
                              "brackets: [::1]:80");
  if (only_last(initial.methods))
    scope.diagnostics().error(
        initial.at, static_cast<std::uint32_t>(initial.methods.size()),
        fmt::format("server \"{}\" has no way to find its address", shown(server.name)),
        "HAProxy refuses it; write init-addr last,libc,none");
  if (initial.methods.empty()) return;
  const std::string_view method = first_method(initial.methods);
  if (method == "none") {
    scope.diagnostics().warning(
        initial.at, static_cast<std::uint32_t>(initial.methods.size()),
        fmt::format("server \"{}\" starts without an address, and without resolvers it never gets "
                    "one: it stays down",
                    shown(server.name)),
        "add resolvers, or write init-addr libc,none");
    server.disabled.set(true, initial.at);
  }
  model::Address address = parse_server_address(method).address;
  if (address.kind != model::AddressKind::ipv4 && address.kind != model::AddressKind::ipv6) return;
  address.port = written.address.port;
  server.address.set(with_offset(std::move(address), written.port_offset), initial.at);
}

}  // namespace ek::dialects::haproxy
