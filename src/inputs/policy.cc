// The tables of the policy file: which keys each has, and where their values go.
#include "inputs/policy.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "inputs/policy_fields.h"

namespace ek::inputs {
namespace {

// A table's keys. The reader of a key is a plain function so that the lists stand as data.
template <class T>
struct Key {
  std::string_view name;
  void (*read)(PolicyFields& fields, const TomlEntry& entry, T& into);
};

template <class T, std::size_t N>
void read_table(PolicyFields& fields, const TomlValue& table, std::string_view table_name,
                const std::array<Key<T>, N>& keys, T& into) {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) names[i] = keys[i].name;
  for (const TomlEntry& entry : table.entries) {
    const Key<T>* found = nullptr;
    for (const Key<T>& key : keys)
      if (key.name == entry.key) found = &key;
    if (found != nullptr)
      found->read(fields, entry, into);
    else if (table_name == "a policy" && (entry.key == "rate" || entry.key == "service_time"))
      fields.diagnostics().error(entry.at, entry.length,
                                 fmt::format("{} stands outside every table", entry.key),
                                 "write it below [workload], or [pool.\"app\"]");
    else
      fields.unknown_key(entry, table_name, names);
  }
}

using model::Policy, model::PoolPolicy, model::ServerPolicy, model::Waiver, model::Workload;
using F = PolicyFields;
using E = TomlEntry;

constexpr std::array<Key<Workload>, 2> workload_keys{{
    {"rate", [](F& f, const E& e, Workload& into) { f.rate(e, into.rate); }},
    {"service_time", [](F& f, const E& e, Workload& into) { f.duration(e, into.service_time); }},
}};

constexpr std::array<Key<ServerPolicy>, 4> server_keys{{
    {"capacity", [](F& f, const E& e, ServerPolicy& into) { f.capacity(e, into.capacity); }},
    {"concurrency",
     [](F& f, const E& e, ServerPolicy& into) { f.concurrency(e, into.concurrency); }},
    {"zone", [](F& f, const E& e, ServerPolicy& into) { f.zone(e, into.zone); }},
    {"down", [](F& f, const E& e, ServerPolicy& into) { f.down(e, into.down); }},
}};

void read_servers(PolicyFields& fields, const TomlEntry& entry, PoolPolicy& pool) {
  constexpr std::string_view example = "[pool.\"app\".server.\"*\"]";
  if (!fields.is_table(entry, example)) return;
  for (const TomlEntry& server : entry.value.entries) {
    if (!fields.is_table(server, example)) continue;
    ServerPolicy policy;
    policy.pattern = server.key;
    policy.at = server.at;
    policy.length = server.length;
    read_table(fields, server.value,
               fmt::format("[pool.\"{}\".server.\"{}\"]", base::printable(pool.pattern),
                           base::printable(server.key)),
               server_keys, policy);
    pool.servers.push_back(std::move(policy));
  }
}

constexpr std::array<Key<PoolPolicy>, 6> pool_keys{{
    {"intent", [](F& f, const E& e, PoolPolicy& into) { f.intent(e, into.intent); }},
    {"rate", [](F& f, const E& e, PoolPolicy& into) { f.rate(e, into.workload.rate); }},
    {"service_time",
     [](F& f, const E& e, PoolPolicy& into) { f.duration(e, into.workload.service_time); }},
    {"survive", [](F& f, const E& e, PoolPolicy& into) { f.survive(e, into.survive); }},
    {"max_utilisation",
     [](F& f, const E& e, PoolPolicy& into) { f.max_utilisation(e, into.max_utilisation); }},
    {"server", read_servers},
}};

constexpr std::array<Key<Waiver>, 5> waiver_keys{{
    {"rule", [](F& f, const E& e, Waiver& into) { f.text(e, "\"share-skew\"", into.rule); }},
    {"where", [](F& f, const E& e, Waiver& into) { f.text(e, "\"pool:app\"", into.where); }},
    {"reason", [](F& f, const E& e,
                  Waiver& into) { f.text(e, "\"static files, replaced in March\"", into.reason); }},
    {"owner", [](F& f, const E& e, Waiver& into) { f.text(e, "\"web team\"", into.owner); }},
    {"until", [](F& f, const E& e, Waiver& into) { f.date(e, into.until); }},
}};

constexpr std::array<Key<Policy>, 2> program_keys{{
    {"version", [](F& f, const E& e, Policy& into) { f.version(e, into.version); }},
    {"worker_processes",
     [](F& f, const E& e, Policy& into) { f.worker_processes(e, into.worker_processes); }},
}};

void read_workload(PolicyFields& fields, const TomlEntry& entry, Policy& policy) {
  if (!fields.is_table(entry, "[workload] and, below it, rate = \"900/s\"")) return;
  read_table(fields, entry.value, "[workload]", workload_keys, policy.workload);
}

void read_program(PolicyFields& fields, const TomlEntry& entry, Policy& policy) {
  if (!fields.is_table(entry, "[program] and, below it, version = \"2.6\"")) return;
  read_table(fields, entry.value, "[program]", program_keys, policy);
}

void read_pools(PolicyFields& fields, const TomlEntry& entry, Policy& policy) {
  constexpr std::string_view example = "[pool.\"app\"], with the pool's name or a glob";
  if (!fields.is_table(entry, example)) return;
  for (const TomlEntry& pool : entry.value.entries) {
    if (!fields.is_table(pool, example)) continue;
    PoolPolicy& added = policy.pools.emplace_back();
    added.pattern = pool.key;
    added.at = pool.at;
    added.length = pool.length;
    read_table(fields, pool.value, fmt::format("[pool.\"{}\"]", base::printable(pool.key)),
               pool_keys, added);
  }
}

void read_resolve(PolicyFields& fields, const TomlEntry& entry, Policy& policy) {
  if (!fields.is_table(entry, "[resolve] and, below it, \"app.example.com\" = [\"10.0.0.1\"]"))
    return;
  for (const TomlEntry& name : entry.value.entries) {
    std::vector<std::string> addresses;
    fields.addresses(name, addresses);
    if (!addresses.empty()) policy.resolve[name.key] = std::move(addresses);
    policy.resolve_at[name.key] = name.at;
  }
}

// A waiver hides a finding from tired people: it must say which, where, and why.
bool complete(PolicyFields& fields, const TomlValue& item, const Waiver& waiver) {
  const std::array<std::pair<std::string_view, const std::string*>, 3> needed{
      {{"rule", &waiver.rule}, {"where", &waiver.where}, {"reason", &waiver.reason}}};
  bool all = true;
  for (const auto& [key, value] : needed) {
    bool written = false;
    for (const TomlEntry& entry : item.entries) written = written || entry.key == key;
    if (!value->empty()) continue;
    all = false;
    if (written) continue;  // the wrong value has been named already
    fields.diagnostics().error(item.at, item.length, fmt::format("this waiver has no {}", key),
                               key == "where" ? "write where = \"pool:app\" (\"*\" is everywhere)"
                               : key == "reason" ? "write reason = \"…\", for those who come after"
                                                 : "write rule = \"share-skew\"");
  }
  return all;
}

void read_waivers(PolicyFields& fields, const TomlEntry& entry, Policy& policy) {
  if (entry.value.kind != TomlKind::array)
    return fields.diagnostics().error(entry.at, entry.length, "waiver must be a list of tables",
                                      "write [[waiver]], with two brackets, once for each waiver");
  for (const TomlValue& item : entry.value.items) {
    if (item.kind != TomlKind::table) {
      fields.diagnostics().error(item.at, item.length, "a waiver must be a table",
                                 "write [[waiver]], with two brackets, once for each waiver");
      continue;
    }
    Waiver waiver;
    waiver.at = item.at;
    read_table(fields, item, "[[waiver]]", waiver_keys, waiver);
    if (complete(fields, item, waiver)) policy.waivers.push_back(std::move(waiver));
  }
}

constexpr std::array<Key<Policy>, 5> policy_tables{{
    {"workload", read_workload},
    {"pool", read_pools},
    {"waiver", read_waivers},
    {"program", read_program},
    {"resolve", read_resolve},
}};

}  // namespace

model::Policy parse_policy(const text::Sources& sources, text::FileId file,
                           text::Diagnostics& diagnostics) {
  const text::Source& source = sources[file];
  if (source.bytes().size() > policy_bytes_max) {
    diagnostics.error({1, 1, file}, 1,
                      fmt::format("this policy is larger than {} MiB", policy_bytes_max >> 20),
                      "a policy is written by hand; was another file given by mistake?");
    return {};
  }
  const auto table = parse_toml(source, file, diagnostics);
  if (!table) return {};
  model::Policy policy;
  PolicyFields fields(diagnostics);
  read_table(fields, *table, "a policy", policy_tables, policy);
  return policy;
}

}  // namespace ek::inputs
