#include "dialects/haproxy/server_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"
#include "dialects/haproxy/server_values.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

// One parameter being read: its word is at `i`, its value at `i + 1`.
struct Parameter {
  const Line& line;
  std::size_t i;
  ServerLine kind;
  Origin origin;
  model::Server& server;
  Proxy& proxy;
  const Scope& scope;
  Agent& agent;
  InitialAddress& initial;
  bool& check_port;

  text::Diagnostics& diagnostics() const { return scope.diagnostics(); }
};

using Read = void (*)(Parameter&);

void number(Parameter& p, Setting<std::uint32_t>& setting) {
  setting.set(number_in(p.line, p.i + 1, 0, INT32_MAX, p.diagnostics()), p.line.place(p.i + 1),
              p.origin);
}

void refuse_value(Parameter& p, std::string_view why, std::string_view what_to_do) {
  p.diagnostics().error(p.line.place(p.i + 1), p.line.length(p.i + 1),
                        fmt::format("{} {}", p.line.word(p.i), why), std::string(what_to_do));
}

void positive(Parameter& p, Setting<std::uint32_t>& setting) {
  const std::int64_t value = number_at(p.line, p.i + 1, p.diagnostics());
  if (value <= 0) return refuse_value(p, "must be at least 1", "write 1 or more");
  setting.set(in_range(value, p.line, p.i + 1, 1, INT32_MAX, p.diagnostics()),
              p.line.place(p.i + 1), p.origin);
}

void time(Parameter& p, Setting<base::Duration>& setting) {
  if (const auto value = time_at(p.line, p.i + 1, p.diagnostics()))
    setting.set(*value, p.line.place(p.i + 1), p.origin);
}

void interval(Parameter& p) {
  time(p, p.server.check.pace.edit().interval);
  if (p.server.check.pace->interval.value == base::Duration{0})
    refuse_value(p, "must be above 0", "write for example inter 2s");
}

void flag(Parameter& p, Setting<bool>& setting, bool value) {
  setting.set(value, p.line.place(p.i), p.origin);
}

void weight(Parameter& p) {
  const auto value =  // the program keeps 32 bits
      static_cast<std::int32_t>(number_at(p.line, p.i + 1, p.diagnostics()));
  const auto most = static_cast<std::int32_t>(p.scope.defaults.weight_max);
  if (value < 0 || value > most)
    refuse_value(p, fmt::format("must be between 0 and {}", most),
                 "HAProxy refuses it; scale the weights of the pool down together");
  p.server.weight.set(static_cast<std::uint32_t>(std::clamp(value, 0, most)), p.line.place(p.i + 1),
                      p.origin);
}

void identifier(Parameter& p) {
  if (p.kind == ServerLine::default_server)
    return p.diagnostics().warning(p.line.place(p.i), p.line.length(p.i),
                                   "id is not for default-server; HAProxy ignores it",
                                   "give each server its own");
  const std::int64_t value = number_at(p.line, p.i + 1, p.diagnostics());
  const auto kept = static_cast<std::int32_t>(value);  // the program keeps 32 bits
  if (kept <= 0) return refuse_value(p, "must be above 0", "ids are 1 and up");
  p.server.id.set(static_cast<std::uint32_t>(kept), p.line.place(p.i + 1), p.origin);
}

void text_value(Parameter& p, Setting<std::string>& setting, std::string_view example) {
  if (p.i + 1 >= p.line.size())
    return p.diagnostics().error(p.line.place(p.i), p.line.length(p.i),
                                 fmt::format("{} needs a value", p.line.word(p.i)),
                                 fmt::format("write for example {}", example));
  setting.set(std::string(p.line.word(p.i + 1)), p.line.place(p.i + 1), p.origin);
}

void hash_key(Parameter& p) {
  using By = model::HashKeyBy;
  static constexpr std::array<std::pair<std::string_view, By>, 5> words{
      {{"id", By::id},
       {"id32", By::id32},
       {"guid", By::guid},
       {"addr", By::addr},
       {"addr-port", By::addr_port}}};
  const std::string_view word = p.line.word(p.i + 1);
  const bool later = word == "id32" || word == "guid";
  for (const auto& [name, by] : words)
    if (word == name && (!later || p.scope.version >= model::Version{3, 4, 0}))
      return p.server.extras.edit().hash_key.set(by, p.line.place(p.i + 1), p.origin);
  refuse_value(p, "is not one of its words",
               later ? "id32 and guid came with HAProxy 3.4; before: id, addr, addr-port"
                     : "write id, id32, guid, addr or addr-port");
}

void resolvers(Parameter& p) {
  Setting<std::string> section;
  text_value(p, section, "resolvers dns");
  p.server.extras.edit().resolvers = std::move(section.value);
}

void agent_port(Parameter& p) {
  p.agent.port = number_at(p.line, p.i + 1, p.diagnostics()) > 0;
}

void no_agent(Parameter& p) {
  p.agent.enabled = false;
  if (p.server.check.kind.value == model::CheckKind::agent) p.server.check.kind = {};
}

void initial_address(Parameter& p) {
  p.initial = {std::string(p.line.word(p.i + 1)), p.line.place(p.i + 1)};
  if (const std::string_view wrong = wrong_method(p.initial.methods); !wrong.empty())
    refuse_value(p, fmt::format("has no method \"{}\"", shown(wrong)),
                 "methods: last, libc, none, and an address");
}

// Words of "resolve-opts a,b": the last one that speaks of it decides.
void resolve_options(Parameter& p) {
  std::string_view rest = p.line.word(p.i + 1);
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (word == "allow-dup-ip") p.server.extras.edit().shares_address = true;
    if (word == "prevent-dup-ip") p.server.extras.edit().shares_address = false;
  }
}

const std::unordered_map<std::string_view, Read>& readers() {
  static const std::unordered_map<std::string_view, Read> table{
      {"weight", weight},
      {"backup", [](Parameter& p) { flag(p, p.server.backup, true); }},
      {"no-backup", [](Parameter& p) { flag(p, p.server.backup, false); }},
      {"disabled", [](Parameter& p) { flag(p, p.server.disabled, true); }},
      {"enabled", [](Parameter& p) { flag(p, p.server.disabled, false); }},
      {"maxconn", [](Parameter& p) { number(p, p.server.maxconn); }},
      {"minconn", [](Parameter& p) { number(p, p.server.extras.edit().minconn); }},
      {"maxqueue", [](Parameter& p) { number(p, p.server.extras.edit().maxqueue); }},
      {"slowstart", [](Parameter& p) { time(p, p.server.extras.edit().slowstart); }},
      {"cookie", [](Parameter& p) { text_value(p, p.server.cookie, "cookie s1"); }},
      {"id", identifier},
      {"track", [](Parameter& p) { text_value(p, p.server.extras.edit().track, "track app/s1"); }},
      {"check", [](Parameter& p) { flag(p, p.server.check.enabled, true); }},
      {"no-check", [](Parameter& p) { flag(p, p.server.check.enabled, false); }},
      {"agent-check",
       [](Parameter& p) {
         p.agent.enabled = true;
         if (!p.server.check.kind.stated())
           p.server.check.kind.set(model::CheckKind::agent, p.line.place(p.i), p.origin);
       }},
      {"init-addr", initial_address},
      {"inter", interval},
      {"agent-port", agent_port},
      {"no-agent-check", no_agent},
      {"port", [](Parameter& p) { p.check_port = p.line.word(p.i + 1) != "0"; }},
      {"rise", [](Parameter& p) { positive(p, p.server.check.pace.edit().rise); }},
      {"fall", [](Parameter& p) { positive(p, p.server.check.pace.edit().fall); }},
      {"hash-key", hash_key},
      {"guid", [](Parameter& p) { p.server.extras.edit().guid = p.line.word(p.i + 1); }},
      {"source",
       [](Parameter& p) { p.server.extras.edit().source = std::string(p.line.word(p.i + 1)); }},
      {"non-stick", [](Parameter& p) { p.server.non_stick = true; }},
      {"resolvers", resolvers},
      {"resolve-opts", resolve_options},
  };
  return table;
}

void refuse_unknown(const Line& line, std::size_t i, const Scope& scope) {
  const std::string_view word = line.word(i);
  std::string_view close;
  if (scope.may_suggest()) close = base::nearest(word, names_in('s'));
  scope.diagnostics().error(line.place(i), line.length(i),
                            fmt::format("\"{}\" is not a parameter of a server", shown(word)),
                            close.empty() ? "see section 5.2 of HAProxy's configuration manual"
                                          : fmt::format("did you mean \"{}\"?", close));
}

// What a check connects to, unless it says so itself. Records of services bring their port along.
bool has_port(const model::Server& server) {
  const model::Address& address = server.address.value;
  const bool internet = address.kind == model::AddressKind::ipv4 ||
                        address.kind == model::AddressKind::ipv6 ||
                        address.kind == model::AddressKind::name;
  return !internet || address.port != 0 || server.written.starts_with('_');
}

// "source addr [usesrc what] [interface name]": the only parameter of more than one value.
std::size_t words_of_source(const Line& line, std::size_t i) {
  std::size_t words = 1;
  while (line.word(i + words + 1) == "usesrc" || line.word(i + words + 1) == "interface")
    words += 2;
  return words;
}

}  // namespace

void read_server_words(const Line& line, std::size_t from, ServerLine kind, model::Server& server,
                       Proxy& proxy, const Scope& scope) {
  const Origin origin = kind == ServerLine::default_server ? Origin::inherited : Origin::set;
  Agent agent = proxy.settings.agent;
  InitialAddress initial = proxy.settings.initial_address;
  bool check_port = proxy.settings.check_port;
  bool after_unknown = false;
  for (std::size_t i = from; i < line.size(); ++i) {
    const std::string_view word = line.word(i);
    const Keyword* keyword = find_keyword(word.substr(0, word.find('(')), 's');
    if (keyword == nullptr) {
      if (!after_unknown) refuse_unknown(line, i, scope);
      after_unknown = true;  // what follows may be its value
      continue;
    }
    after_unknown = false;
    const auto reader = readers().find(word);
    if (reader != readers().end()) {
      Parameter parameter{line, i, kind, origin, server, proxy, scope, agent, initial, check_port};
      reader->second(parameter);
    }
    check_server_value(line, i, scope.diagnostics());
    i += word == "source" ? words_of_source(line, i) : static_cast<std::size_t>(keyword->arguments);
  }
  if (kind == ServerLine::default_server) {
    proxy.settings.agent = agent;
    proxy.settings.initial_address = std::move(initial);
    proxy.settings.check_port = check_port;
    return;
  }
  settle_initial_address(initial, server, scope);
  if (agent.enabled && !agent.port)
    scope.diagnostics().error(line.place(), line.length(), "agent-check needs agent-port",
                              "HAProxy refuses it; write for example agent-port 9999");
  if (agent.enabled && agent.port && proxy.agents.servers++ == 0) {
    proxy.agents.first = server.name;
    proxy.agents.at = line.place();
  }
  const std::size_t address = kind == ServerLine::server ? 2 : 3;
  if (server.check.enabled.value && !check_port && !has_port(server) && !line.has_variable(address))
    proxy.without_port.push_back(
        {std::string(line.word(1)), line.place(address), line.length(address)});
  if (server.extras->track.stated() && server.check.enabled.value)
    scope.diagnostics().error(server.extras->track.at, 1,
                              "a server is either checked or tracks another",
                              "HAProxy refuses it; remove check or track");
}

}  // namespace ek::dialects::haproxy
