// What a section's answer depends on that its lines do not say.
#include <fmt/format.h>

#include "dialects/haproxy/address.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

bool hashes_its_address(const model::Server& server) {
  const model::HashKeyBy by = server.extras->hash_key.value;
  return by == model::HashKeyBy::addr || by == model::HashKeyBy::addr_port;
}

// A name is one server whatever it resolves to; where it stands on a ring of addresses, only the
// address tells. One note a pool.
void note_names(model::Pool& pool) {
  for (const model::Server& server : pool.servers) {
    if (!hashes_its_address(server)) continue;
    if (server.address.value.kind != model::AddressKind::name) continue;
    const std::string host = shown(host_without_offset(server.address.value));
    pool.depends.push_back(
        {fmt::format("hash-key needs the address of {} (server {})", host, shown(server.name)),
         fmt::format("give --resolve {}=addr", host), server.address.at,
         "a ring made of the ids of servers whose addresses are not known"});
    return;
  }
}

// A ring of addresses needs numbers, and the port of such a server is another for each client's.
void note_offsets(model::Pool& pool) {
  for (const model::Server& server : pool.servers) {
    if (!hashes_its_address(server) || !has_offset(server.address.value)) continue;
    pool.depends.push_back(
        {fmt::format("hash-key with the port offset of server {} is not modelled; its points on "
                     "the ring are computed from its id",
                     shown(server.name)),
         "write the port itself, or use hash-key id", server.extras->hash_key.at,
         "a ring made of the ids of servers with port offsets"});
    return;
  }
}

// An agent answers with a weight, "drain" or "down" at any time (manual 5.2, agent-check).
void note_agents(const AgentChecked& agents, model::Pool& pool) {
  if (agents.servers == 0) return;
  const std::string name = shown(agents.first);
  pool.depends.push_back(
      {agents.servers == 1
           ? fmt::format("the agent of {} may change its weight, drain it or take it down", name)
           : fmt::format("the agents of {} servers ({}, …) may change their weights, drain them or "
                         "take them down",
                         agents.servers, name),
       "the figures are of the weights in the file; \"show servers state\" tells those in force",
       agents.at, "agents that change nothing"});
}

// Weights and states of an earlier run (manual 4.2, load-server-state-from-file).
void note_state_file(const Setting<bool>& loaded, model::Pool& pool) {
  if (!loaded.value || pool.servers.empty()) return;
  pool.depends.push_back(
      {"servers may start with the weights and states that a state file has for them",
       "the figures are of the weights in the file; \"show servers state\" tells those in force",
       loaded.at, "a state file that changes nothing"});
}

// Which servers have the role is settled among them, and the check asks for it at any time.
void note_role(model::Pool& pool) {
  const model::Role& role = pool.role.value;
  if (role.word.empty() || pool.servers.size() < 2) return;
  pool.depends.push_back(
      {role.one
           ? fmt::format("the health check asks for a role, \"{}\": likely one server passes it "
                         "and takes everything",
                         shown(role.word))
           : fmt::format("the health check asks for a role, \"{}\": a server without it takes "
                         "nothing",
                         shown(role.word)),
       fmt::format("the figures are of all servers passing; --down {}/SERVER, for each of the "
                   "others, shows the rest",
                   shown(pool.name)),
       pool.role.at, "every server passing its health check"});
}

}  // namespace

void note_dependencies(Proxy& proxy) {
  model::Pool& pool = proxy.settings.pool;
  note_names(pool);
  note_offsets(pool);
  note_agents(proxy.agents, pool);
  note_state_file(proxy.settings.state_file, pool);
  note_role(pool);
}

}  // namespace ek::dialects::haproxy
