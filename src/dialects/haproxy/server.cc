// server, server-template and default-server lines (manual 5.2).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <utility>

#include "dialects/haproxy/address.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/server_words.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

// What default-server settled is inherited by each server after it.
model::Server from_defaults(const Proxy& proxy) {
  return proxy.settings.server;
}

// Sockets that a server cannot be reached by: of processes that exist already, and datagrams, which
// newer versions have for logs.
bool is_no_server(std::string_view address, model::Version version) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> families) {
    return std::any_of(families.begin(), families.end(),
                       [&](std::string_view family) { return address.starts_with(family); });
  };
  if (is_one_of({"fd@", "sockpair@"})) return true;
  return version < model::Version{2, 9, 0} && is_one_of({"udp@", "udp4@", "udp6@", "uxdg@"});
}

void read_address(const Line& line, std::size_t i, model::Server& server, const Scope& scope) {
  const ServerAddress parsed = parse_server_address(line.word(i));
  if (is_no_server(line.word(i), scope.version))
    scope.diagnostics().error(line.place(i), line.length(i),
                              "this kind of address is not one of a server",
                              "write for example 10.0.0.1:8080 or /run/app.sock");
  server.written = std::string(line.word(i));
  server.address.set(with_offset(parsed.address, parsed.port_offset), line.place(i));
  if (parsed.port_is_wrong)
    scope.diagnostics().error(line.place(i), line.length(i),
                              "the port of this server is not a port number",
                              "write for example 10.0.0.1:8080");
  if (parsed.address.kind == model::AddressKind::ipv4 &&
      line.word(i).find(parsed.address.host) == std::string_view::npos)
    scope.diagnostics().warning(
        line.place(i), line.length(i),
        fmt::format("HAProxy takes this address for {}", parsed.address.host),
        "an address has four numbers from 0 to 255; write all of them");
  if (parsed.address.kind != model::AddressKind::name) return;
  scope.reading.used.names.insert(parsed.address.host);
  const auto given = scope.options.resolve.find(parsed.address.host);
  if (given != scope.options.resolve.end() && !given->second.empty()) {
    model::Address resolved = parse_server_address(given->second.front()).address;
    if (resolved.port == 0) resolved.port = parsed.address.port;
    server.address.set(with_offset(std::move(resolved), parsed.port_offset), line.place(i),
                       Origin::given);
  }
}

bool has_words(const Line& line, std::size_t wanted, std::string_view what, const Scope& scope) {
  if (line.size() >= wanted) return true;
  scope.diagnostics().error(line.place(), line.length(),
                            fmt::format("{} needs {}", line.word(0), what),
                            "write for example server web1 10.0.0.1:80 check");
  return false;
}

// "5" is 1 to 5; "3-7" is 3 to 7. The program stops at what is no digit: "3-7x" is the same.
bool template_range(std::string_view text, std::uint32_t& low, std::uint32_t& high) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, low);
  if (error != std::errc{}) return false;
  if (rest == end || *rest != '-') {
    high = std::exchange(low, 1);
    return high >= 1;
  }
  return std::from_chars(rest + 1, end, high).ec == std::errc{} && high >= low;
}

}  // namespace

void read_server(const Line& line, Proxy& proxy, Scope& scope) {
  if (!has_words(line, 3, "a name and an address", scope)) return;
  model::Server server = from_defaults(proxy);
  server.name = std::string(line.word(1));
  server.at = line.place(1);
  server.length = line.length(1);
  if (!well_named(server.name))
    scope.diagnostics().error(server.at, server.length, "a character in this name is not allowed",
                              std::string(name_hint));
  read_address(line, 2, server, scope);
  read_server_words(line, 3, ServerLine::server, server, proxy, scope);
  proxy.settings.pool.servers.push_back(std::move(server));
}

void read_server_template(const Line& line, Proxy& proxy, Scope& scope) {
  if (!has_words(line, 4, "a prefix, a count and an address", scope)) return;
  std::uint32_t low = 0, high = 0;
  if (!template_range(line.word(2), low, high))
    return scope.diagnostics().error(line.place(2), line.length(2),
                                     "this is not a count or a range of servers",
                                     "write for example 5 or 1-5");
  std::size_t count = std::size_t{high} - low + 1;
  if (count > scope.template_budget) {
    scope.diagnostics().error(
        line.place(2), line.length(2),
        fmt::format("server-template would make {} servers; only {} more are read", count,
                    scope.template_budget),
        "is the range meant? The rest is left out of the answer");
    count = scope.template_budget;
  }
  scope.template_budget -= count;
  model::Server server = from_defaults(proxy);
  server.at = line.place(1);
  server.length = line.length(1);
  server.name = std::string(line.word(1)) + "*";
  if (!well_named(line.word(1)))
    scope.diagnostics().error(server.at, server.length, "a character in this name is not allowed",
                              std::string(name_hint));
  read_address(line, 3, server, scope);
  read_server_words(line, 4, ServerLine::server_template, server, proxy, scope);
  if (server.address.value.kind == model::AddressKind::name && server.extras->resolvers.empty())
    proxy.settings.pool.depends.push_back(
        {fmt::format(
             "without resolvers every slot of {} looks its name up once and takes the first "
             "address: likely one machine",
             shown(line.word(1))),
         "add resolvers, with which each slot takes an address of its own", line.place(1),
         fmt::format("a machine behind each slot of {}", shown(line.word(1)))});
  auto& servers = proxy.settings.pool.servers;
  if (count > servers.capacity()) servers.reserve(servers.size() + count);
  for (std::size_t i = 0; i < count; ++i) {
    model::Server& made = servers.emplace_back(server);
    made.name = fmt::format("{}{}", line.word(1), low + i);
    if (i > 0 && made.id.stated()) made.id = {};  // an explicit id is the first slot's
  }
}

void read_default_server(const Line& line, Proxy& proxy, Scope& scope) {
  read_server_words(line, 1, ServerLine::default_server, proxy.settings.server, proxy, scope);
}

}  // namespace ek::dialects::haproxy
