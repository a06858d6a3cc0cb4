// What a section's answer depends on that its lines do not say.
#include <fmt/format.h>

#include "dialects/haproxy/address.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// One note a pool, however many servers have names: a name is one server, at its first address.
void note_names(model::Pool& pool) {
  std::size_t named = 0;
  const model::Server* first = nullptr;
  for (const model::Server& server : pool.servers) {
    if (server.address.value.kind != model::AddressKind::name) continue;
    ++named;
    if (first == nullptr) first = &server;
  }
  if (first == nullptr) return;
  const std::string host = shown(host_without_offset(first->address.value));
  pool.depends.push_back(
      {named == 1 ? fmt::format("server {} is at the first address of {}", shown(first->name), host)
                  : fmt::format("{} servers are at the first addresses of names ({} at {}, …)",
                                named, shown(first->name), host),
       fmt::format(
           "a name is one server whatever it resolves to; give --resolve {}=addr to say where",
           host),
       first->address.at});
}

// A ring of addresses needs numbers, and the port of such a server is another for each client's.
void note_offsets(model::Pool& pool) {
  const Setting<model::HashKeyBy>& by = pool.balance.hash_key;
  if (by.value == model::HashKeyBy::id) return;
  for (const model::Server& server : pool.servers) {
    if (!has_offset(server.address.value)) continue;
    pool.depends.push_back(
        {fmt::format("hash-key with the port offset of server {} is not modelled; its points on "
                     "the ring are computed from its id",
                     shown(server.name)),
         "write the port itself, or use hash-key id", by.at,
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

}  // namespace

void note_dependencies(Proxy& proxy) {
  model::Pool& pool = proxy.settings.pool;
  note_names(pool);
  note_offsets(pool);
  note_agents(proxy.agents, pool);
  note_state_file(proxy.settings.state_file, pool);
}

}  // namespace ek::dialects::haproxy
