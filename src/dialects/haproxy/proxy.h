// A proxy section while its lines are read: what it inherited, what it says, and at the end the
// pool, listener and routes that come of it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/haproxy/defaults.h"
#include "dialects/haproxy/keywords.h"
#include "dialects/haproxy/line.h"
#include "dialects/haproxy/named_tests.h"
#include "dialects/haproxy/other_sections.h"
#include "dialects/haproxy/request_rules.h"
#include "model/config.h"

namespace ek::dialects::haproxy {

using model::Origin;
using model::Setting;

// What every step of lowering needs.
struct Scope {
  Reading& reading;
  const ReadOptions& options;
  model::Version version;
  Defaults defaults;
  std::size_t template_budget = 0;  // servers that server-template may still make
  // What use_backend may name: also listen sections without a server, which are no pool.
  std::set<std::string, std::less<>> backends = {};
  OtherSections others = {};

  text::Diagnostics& diagnostics() const { return reading.diagnostics; }
  model::Config& config() const { return reading.config; }
  // Whether the nearest known word is still looked for (limits.h), and would be shown.
  bool may_suggest() const;
};

struct HashWritten {  // hash-type, as written
  model::HashMapping mapping = model::HashMapping::map_based;
  bool has_function = false;
  model::HashFunction function = model::HashFunction::sdbm;
  bool avalanche = false;
};

struct Agent {  // agent-check and agent-port, as far as they must go together
  bool enabled = false;
  bool port = false;
};

struct InitialAddress {  // init-addr, as written; "": not stated
  std::string methods;
  text::Place at{};
};

// The first word of a list of init-addr that is no method; "": all are.
std::string_view wrong_method(std::string_view methods);

struct AgentChecked {  // the servers of a section that have an agent
  std::size_t servers = 0;
  std::string first;
  text::Place at{};  // of the first one's line
};

struct Sockets {              // of a section's bind lines
  std::uint32_t maxconn = 0;  // their limits, added up
  bool unlimited = false;     // one of them states none
  bool behind_proxy = false;  // one of them is told the client's address by a proxy
};

struct DefaultBackend {
  std::string name;
  std::uint32_t length = 1;
};

// What a defaults section hands down. `pool` and `server` hold only settings; the server is what
// default-server made of the lines so far.
struct Inheritable {
  Setting<model::Layer> mode{model::Layer::tcp};
  Setting<HashWritten> hash;
  Setting<DefaultBackend> default_backend;
  Setting<model::CheckKind> check_kind{model::CheckKind::tcp};
  Setting<std::uint32_t> maxconn;
  Setting<bool> state_file;                  // load-server-state-from-file, any but none
  Setting<model::Role> http_role, tcp_role;  // that http-check and tcp-check ask for
  model::Pool pool;
  model::Server server;
  Agent agent;
  InitialAddress initial_address;
  bool check_port = false;  // `port` of default-server
  text::Place rules{};      // the first rule of a defaults section
  RuleLines request_rules;
};

struct Proxy {
  const SectionWord* section = nullptr;
  std::string name;
  text::Place at{};
  std::uint32_t length = 1;
  Origin origin = Origin::set;  // of what its lines say; inherited in a defaults section
  Inheritable settings;
  model::Listener listener;
  std::vector<model::Route> routes;
  AgentChecked agents;
  Sockets sockets;
  Acls acls;                        // up to the line that is read
  model::Condition condition;       // of that line
  std::vector<Named> without_port;  // servers whose check has no port
  bool numbered = false;            // it has an id
  bool check_connects = false;      // its rules say where to
  std::vector<Named> peers;         // that its stick-table names
  // Said at the end, unless the section is switched off: the program looks at them then.
  std::optional<text::Diagnostic> wrong_hash;  // of `balance hash`
  std::vector<text::Diagnostic> wrong_targets;

  bool takes_traffic() const { return section->letter == 'F' || section->letter == 'L'; }
  bool has_pool() const { return section->letter == 'B' || section->letter == 'L'; }
};

// The characters that names of sections and servers may have.
bool well_named(std::string_view name);
inline constexpr std::string_view name_hint = "names are made of letters, digits, and - _ . :";

// What a proxy has before its first line.
Inheritable built_in(const Scope& scope);

// Each reads one statement of its kind. A line that the program would refuse is a diagnostic.
void read_balance(const Line& line, Proxy& proxy, const Scope& scope);
void read_hash_type(const Line& line, Proxy& proxy, const Scope& scope);
void read_cookie(const Line& line, Proxy& proxy, const Scope& scope);
void read_stick_table(const Line& line, Proxy& proxy, const Scope& scope);
void read_stick(const Line& line, Proxy& proxy, const Scope& scope);
void read_use_server(const Line& line, Proxy& proxy, const Scope& scope);
void read_use_backend(const Line& line, Proxy& proxy, const Scope& scope);
// What follows the name in use_backend and use-server: a condition or nothing.
void refuse_unless_condition(const Line& line, std::size_t i, const Scope& scope);
void read_hash_balance_factor(const Line& line, Proxy& proxy, const Scope& scope);
void read_hash_affinity(const Line& line, Proxy& proxy, const Scope& scope);
void read_retry_on(const Line& line, Proxy& proxy, const Scope& scope);
void read_option(const Line& line, Proxy& proxy, const Scope& scope);
void read_bind(const Line& line, Proxy& proxy, const Scope& scope);
void read_answer(const Line& line, Proxy& proxy);  // rules and pages that answer by themselves
void settle_answers(Proxy& proxy);                 // at the end of the section
void read_role(const Line& line, Proxy& proxy);    // option httpchk, http-check, tcp-check
void read_timeout(const Line& line, Proxy& proxy, const Scope& scope);
void read_server(const Line& line, Proxy& proxy, Scope& scope);
void read_server_template(const Line& line, Proxy& proxy, Scope& scope);
void read_default_server(const Line& line, Proxy& proxy, Scope& scope);

// One statement of any kind; what decides nothing here is left alone.
void read_proxy_line(const Line& line, Proxy& proxy, Scope& scope);

// After the last section: names that must exist (backends, track, stick tables, use-server), and
// modes that must agree.
void check_references(const Scope& scope);

// After the last section: servers are disabled by the server that they track, and by a section that
// is switched off.
void settle_states(const Scope& scope);

// After the last section: fullconn, where it is not stated and the files say enough.
void settle_fullconn(const Scope& scope);

// Takes a server named by a host out, or to an address, where its init-addr says so.
void settle_initial_address(const InitialAddress& initial, model::Server& server,
                            const Scope& scope);

// Gives servers that look up one name at run time an address each, as far as --resolve has them.
void settle_named_servers(Proxy& proxy, const Scope& scope);

// Says what the answer depends on beside the section's lines: names, agents, state files.
void note_dependencies(Proxy& proxy);

// Settles what depends on the whole section (ids, effective limits, hash type) and adds the pool,
// listener and routes to the configuration.
void finish_proxy(Proxy&& proxy, Scope& scope);

}  // namespace ek::dialects::haproxy
