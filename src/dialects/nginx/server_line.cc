// `server address [parameters];` of an upstream block: one peer for an address, one for each
// address of a name.
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "dialects/nginx/defaults.h"
#include "dialects/nginx/upstream.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

using model::Server;

constexpr std::array<std::string_view, 11> parameter_names{
    "weight=", "max_conns=", "max_fails=", "fail_timeout=", "slow_start=", "service=",
    "route=",  "backup",     "down",       "resolve",       "drain"};

struct Line {
  Lowering& lowering;
  const Node& node;
  OpenPool& open;
  const Scope& scope;
  Server server;
  bool resolve = false;
  std::size_t service = 0;  // the word; 0: none

  bool in_stream() const { return lowering.config().pools[open.index].layer == model::Layer::tcp; }
  void parameter(std::size_t word);
  bool counted(std::size_t word, std::string_view name, model::Setting<std::uint32_t>& setting,
               std::uint32_t smallest);
  bool timed(std::size_t word, std::string_view name, model::Setting<base::Duration>& setting);
  bool flag(std::size_t word);
  bool text(std::size_t word);
  void check_service(const model::Address& address);
  void refuse(std::size_t word);
  void backup(std::size_t word);
  void since(std::size_t word, model::Version version);
  void cap_weight(std::size_t word);
};

// The program counts in 64 bits. So high a weight is a slip; the shares that it makes stay told.
void Line::cap_weight(std::size_t word) {
  constexpr std::string_view name = "weight=";
  const auto number = parse_number(node.word(word).substr(name.size()));
  if (!number || *number <= count_max) return;
  model::Pool& pool = lowering.config().pools[open.index];
  const Place at = lowering.place_within(node, word, name.size());
  pool.depends.push_back(
      {fmt::format("weight={} is taken as {} here, the most that is counted", *number, count_max),
       "write a lower weight", at, "no weight above 4294967295"});
}

bool Line::counted(std::size_t word, std::string_view name, model::Setting<std::uint32_t>& setting,
                   std::uint32_t smallest) {
  const std::string_view value = node.word(word);
  if (!value.starts_with(name)) return false;
  const auto number = parse_count(value.substr(name.size()));
  if (!number || *number < smallest)
    lowering.error(node, word,
                   fmt::format("invalid parameter \"{}\": {} or more, digits only, is needed",
                               base::printable(value), smallest),
                   smallest == 1 ? "to take a server out, write \"down\"" : "");
  else
    setting.set(*number, lowering.place_within(node, word, name.size()));
  return true;
}

bool Line::timed(std::size_t word, std::string_view name, model::Setting<base::Duration>& setting) {
  const std::string_view value = node.word(word);
  if (!value.starts_with(name)) return false;
  const auto duration = parse_seconds(value.substr(name.size()));
  if (!duration)
    lowering.error(node, word,
                   fmt::format("invalid parameter \"{}\": this is not a time in whole seconds",
                               base::printable(value)),
                   "write it as 10s, 5m, 1h30m");
  else
    setting.set(*duration, lowering.place_within(node, word, name.size()));
  return true;
}

// Before that version the commercial program alone takes it.
void Line::since(std::size_t word, model::Version version) {
  if (lowering.version < version) lowering.commercial(node, word, scope, version);
}

void Line::backup(std::size_t word) {
  if (!open.takes_backup && !open.partly_unread)
    lowering.error(
        node, word,
        fmt::format("the balancing method \"{}\" does not support the parameter \"backup\"",
                    open.method != nullptr ? open.method->word(0) : ""),
        "remove \"backup\", or choose another method");
  server.backup.set(true, lowering.place(node, word));
}

bool Line::flag(std::size_t word) {
  const std::string_view value = node.word(word);
  if (value == "backup") return backup(word), true;
  if (value == "down") return server.disabled.set(true, lowering.place(node, word)), true;
  if (value == "drain" && !in_stream()) {
    since(word, drain_in_open_source);
    server.disabled.set(true, lowering.place(node, word));
    return true;
  }
  if (value != "resolve") return false;
  since(word, resolve_in_open_source);
  return resolve = true;
}

bool Line::text(std::size_t word) {
  const std::string_view value = node.word(word);
  if (value.starts_with("route=") && !in_stream()) {
    since(word, route_in_open_source);
    server.cookie.set(std::string(value.substr(6)), lowering.place_within(node, word, 6));
    if (value.size() == 6) lowering.error(node, word, "the route is empty", "name it");
    return true;
  }
  if (!value.starts_with("service=")) return false;
  since(word, resolve_in_open_source);
  service = word;
  if (value.size() == 8) lowering.error(node, word, "the service is empty", "name it");
  return true;
}

// The servers of a service are found by its name, again and again.
void Line::check_service(const model::Address& address) {
  if (service == 0) return;
  const char* missing = !resolve                                   ? "needs \"resolve\" beside it"
                        : address.kind != model::AddressKind::name ? "needs a domain name"
                        : model::parse_address(server.written).port != 0 ? "takes no port"
                                                                         : nullptr;
  if (missing != nullptr)
    lowering.error(node, service,
                   fmt::format("\"{}\" {}", base::printable(node.word(service)), missing),
                   "write server NAME service=SERVICE resolve;");
}

void Line::refuse(std::size_t word) {
  const std::string_view value = node.word(word);
  const auto equals = value.find('=');
  const std::string_view name = base::nearest(
      equals == std::string_view::npos ? value : value.substr(0, equals + 1), parameter_names);
  lowering.error(node, word, fmt::format("invalid parameter \"{}\"", base::printable(value)),
                 name.empty()
                     ? "a server takes weight=, max_conns=, max_fails=, fail_timeout=, backup, down"
                     : fmt::format("did you mean \"{}\"?", name));
}

void Line::parameter(std::size_t word) {
  const std::string_view value = node.word(word);
  if (counted(word, "weight=", server.weight, 1)) return cap_weight(word);
  if (counted(word, "max_conns=", server.maxconn, 0)) return;
  if (value.starts_with("max_fails=") || value.starts_with("fail_timeout=")) {
    model::CheckPace& pace = server.check.pace.edit();
    counted(word, "max_fails=", pace.max_fails, 0);
    timed(word, "fail_timeout=", pace.fail_timeout);
    return;
  }
  if (value.starts_with("slow_start=")) {
    timed(word, "slow_start=", server.extras.edit().slowstart);
    return lowering.commercial(node, word, scope);
  }
  if (flag(word) || text(word)) return;
  refuse(word);
}

// "10.0.0.300", "10.0.0": meant as an address, and none.
bool looks_like_address(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

base::Shared<model::CheckPace> usual_pace() {
  base::Shared<model::CheckPace> pace;
  pace.edit().fail_timeout.value = std::chrono::seconds(fail_timeout_s);
  pace.edit().max_fails.value = max_fails;
  return pace;
}

}  // namespace

model::Server plain_server(std::string_view written, Place at, std::uint32_t length) {
  Server server;
  server.written = std::string(written);
  server.at = at;
  server.length = length;
  static const auto usual = usual_pace();
  server.check.pace = usual;
  return server;
}

void add_peers(Lowering& lowering, Server server, model::Pool& pool) {
  const model::Address written = server.address.value;
  server.name = model::to_string(written);
  if (written.kind != model::AddressKind::name) return pool.servers.push_back(std::move(server));
  lowering.reading.used.names.insert(written.host);
  const auto known = lowering.options.resolve.find(written.host);
  if (known == lowering.options.resolve.end() || known->second.empty()) {
    server.name = server.written;
    pool.depends.push_back(
        {fmt::format("{}: number of addresses unknown (each address counts as a "
                     "server of weight {})",
                     base::printable(written.host), server.weight.value),
         fmt::format("give --resolve {}=ADDR,ADDR", base::printable(written.host)), server.at,
         fmt::format("one address behind {}", base::printable(written.host))});
    return pool.servers.push_back(std::move(server));
  }
  for (const std::string& text : known->second) {
    Server peer = server;
    peer.address.value = model::parse_address(text);
    if (peer.address.value.port == 0) peer.address.value.port = written.port;
    peer.address.origin = model::Origin::given;
    peer.name = model::to_string(peer.address.value);
    pool.servers.push_back(std::move(peer));
  }
}

void lower_server_line(Lowering& lowering, const Node& node, const Scope& scope) {
  if (!lowering.may_add(node, scope)) return;
  OpenPool& open = *scope.pool;
  model::Pool& pool = lowering.config().pools[open.index];
  Line line{lowering, node, open, scope,
            plain_server(node.word(1), lowering.place(node, 1), Lowering::length(node, 1))};
  for (std::size_t word = 2; word < node.words.size(); ++word) line.parameter(word);
  // In stream a port must be written, but for a service: its record tells the port.
  const bool port_needed = pool.layer == model::Layer::tcp && line.service == 0;
  const ParsedAddress parsed = parse_upstream_address(node.word(1), port_needed ? 0 : http_port);
  if (parsed.error != nullptr)
    return lowering.error_of_any(
        node, 1, fmt::format("{} in upstream \"{}\"", parsed.error, base::printable(node.word(1))),
        "write address:port, name:port, [IPv6]:port or unix:/path");
  if (!line.resolve && parsed.address.kind == model::AddressKind::name &&
      parsed.address.host.find_first_of("$*") != std::string::npos)
    lowering.error(node, 1,
                   fmt::format("host not found in upstream \"{}\"", base::printable(node.word(1))),
                   "no variable and no \"*\" counts here: write a name or an address");
  if (parsed.address.kind == model::AddressKind::name && looks_like_address(parsed.address.host))
    lowering.warning(node, 1,
                     fmt::format("\"{}\" is not an IPv4 address: it is taken for a host name",
                                 base::printable(parsed.address.host)),
                     "an address has four numbers from 0 to 255");
  line.server.address.set(parsed.address, line.server.at);
  line.check_service(parsed.address);
  const bool looked_up = line.resolve && parsed.address.kind == model::AddressKind::name;
  if (looked_up && open.resolved == nullptr) open.resolved = &node;
  add_peers(lowering, std::move(line.server), pool);
}

}  // namespace ek::dialects::nginx
