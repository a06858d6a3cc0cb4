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

}  // namespace

void settle_initial_address(const InitialAddress& initial, model::Server& server,
                            const Scope& scope) {
  if (initial.methods.empty() || !server.resolvers.empty()) return;
  const ServerAddress written = parse_server_address(server.written);
  if (written.address.kind != model::AddressKind::name) return;
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
