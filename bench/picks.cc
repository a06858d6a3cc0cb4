#include "picks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "configs.h"
#include "peer.h"
#include "pick_rate.h"

namespace ek::bench {
namespace {

using model::ProgramKind;
constexpr auto haproxy = ProgramKind::haproxy;
constexpr auto nginx = ProgramKind::nginx;

// Every algorithm whose picks are exact, and the mappings of those that hash.
constexpr Method methods[] = {
    {haproxy, "haproxy roundrobin", "balance roundrobin\n"},
    {haproxy, "haproxy static-rr", "balance static-rr\n"},
    {haproxy, "haproxy leastconn", "balance leastconn\n", false, true},
    {haproxy, "haproxy first", "balance first\n"},
    {haproxy, "haproxy source", "balance source\n", true},
    {haproxy, "haproxy source, consistent", "balance source\n  hash-type consistent\n", true},
    {haproxy, "haproxy uri", "balance uri\n", true},
    {haproxy, "haproxy uri, consistent", "balance uri\n  hash-type consistent\n", true},
    {haproxy, "haproxy uri, consistent wt6", "balance uri\n  hash-type consistent wt6\n", true},
    {haproxy, "haproxy uri, hash-balance-factor",
     "balance uri\n  hash-type consistent\n  hash-balance-factor 150\n", true, true},
    {haproxy, "haproxy url_param", "balance url_param user\n", true},
    {haproxy, "haproxy hdr", "balance hdr(X-User)\n", true},
    {haproxy, "haproxy hash", "balance hash path\n", true},
    {nginx, "nginx round_robin", ""},
    {nginx, "nginx least_conn", "least_conn;\n", false, true},
    {nginx, "nginx ip_hash", "ip_hash;\n", true},
    {nginx, "nginx hash", "hash $request_uri;\n", true},
    {nginx, "nginx hash, consistent", "hash $request_uri consistent;\n", true},
};
// What each is held against: the same program with the same work to do for a request. With the same
// method, where picks depend on connections; else with a round robin or with a hash to compute.
constexpr Method peers[] = {
    {haproxy, "haproxy roundrobin", "balance roundrobin\n"},
    {haproxy, "haproxy leastconn", "balance leastconn\n", false, true},
    {haproxy, "haproxy uri, consistent", "balance uri\n  hash-type consistent\n", true},
    {nginx, "nginx round_robin", ""},
    {nginx, "nginx least_conn", "least_conn;\n", false, true},
    {nginx, "nginx hash, consistent", "hash $request_uri consistent;\n", true},
};
constexpr std::array<std::size_t, 2> sizes = {10, 1000};

constexpr double goal_small = 1000, goal_small_keyed = 300, goal_large = 100;

bool is_peer_of(const Method& peer, const Method& method) {
  const auto work = [](const Method& m) {
    return std::tuple(m.program, m.keyed, m.connections && !m.keyed);
  };
  return work(peer) == work(method);
}

// The best of every round so far, of the proxies as of the picks.
struct PeerRow {
  const Method* method;
  std::size_t servers;
  Capacity best = {};
  std::string failure = {};
};
struct PickRow {
  const Method* method;
  std::size_t servers;
  double equal = 0, mixed = 0;
  bool modelled = true;
};

struct Tables {
  std::vector<PeerRow> peers;
  std::vector<PickRow> picks;
};

Tables wanted(const Options& options) {
  Tables tables;
  for (const Method& method : methods)
    if (options.wants(method.name))
      for (const std::size_t servers : sizes) tables.picks.push_back({&method, servers});
  for (const Method& peer : peers)
    if (std::ranges::any_of(tables.picks,
                            [&](const PickRow& row) { return is_peer_of(peer, *row.method); }))
      for (const std::size_t servers : sizes) tables.peers.push_back({&peer, servers});
  return tables;
}

void keep_best(Rate& best, const Rate& rate) {
  best.per_s = std::max(best.per_s, rate.per_s);
  best.per_cpu_s = std::max(best.per_cpu_s, rate.per_cpu_s);
}

void measure(PeerRow& row) {
  const auto capacity = capacity_of(*row.method, row.servers);
  if (!capacity) {
    row.failure = capacity.error();
    return;
  }
  keep_best(row.best.shared, capacity->shared);
  keep_best(row.best.own, capacity->own);
}

void measure(PickRow& row) {
  const auto equal = picks_per_s(*row.method, row.servers, Weights::equal);
  const auto mixed = picks_per_s(*row.method, row.servers, Weights::mixed);
  row.modelled = equal && mixed;
  row.equal = std::max(row.equal, equal.value_or(0));
  row.mixed = std::max(row.mixed, mixed.value_or(0));
}

void print_peers(const Tables& tables) {
  fmt::print(
      "\nThe real proxy on one core: requests a second by the clock and of its own CPU time; "
      "keep-alive, closed loop,\nfirst with client and backends on the same core, then with "
      "these on another one\n");
  fmt::print("{:<34} {:>8} {:>13} {:>13} {:>13} {:>13}\n", "proxy", "servers", "shared: clock",
             "CPU", "own: clock", "CPU");
  for (const PeerRow& row : tables.peers) {
    fmt::print("{:<34} {:>8} ", row.method->name, row.servers);
    if (row.best.own.per_cpu_s > 0)
      fmt::print("{:>13.0f} {:>13.0f} {:>13.0f} {:>13.0f}\n", row.best.shared.per_s,
                 row.best.shared.per_cpu_s, row.best.own.per_s, row.best.own.per_cpu_s);
    else
      fmt::print("not measured: {}\n", row.failure);
  }
}

void print_row(const PickRow& row, const std::vector<PeerRow>& peer_rows) {
  fmt::print("{:<34} {:>8} ", row.method->name, row.servers);
  if (!row.modelled) return fmt::print("no picks: the algorithm is not modelled\n");
  fmt::print("{:>7.2f} {:>7.2f}", row.equal / 1e6, row.mixed / 1e6);
  const auto peer = std::ranges::find_if(peer_rows, [&](const PeerRow& candidate) {
    return candidate.servers == row.servers && is_peer_of(*candidate.method, *row.method);
  });
  if (peer == peer_rows.end() || peer->best.own.per_cpu_s <= 0)
    return fmt::print("  no proxy to compare with\n");
  const double slower = std::min(row.equal, row.mixed);
  const double ratio = slower / peer->best.own.per_cpu_s;
  const double goal = row.servers > sizes[0] ? goal_large
                      : row.method->keyed    ? goal_small_keyed
                                             : goal_small;
  fmt::print("  {:<23} {:>6.0f}x {:>6.0f}x {:>5.0f}x  {}\n", peer->method->name,
             slower / peer->best.shared.per_cpu_s, ratio, goal, ratio >= goal ? "met" : "MISSED");
}

void print_picks(const Tables& tables) {
  fmt::print(
      "\nMillions of picks a second a core, equal weights and weights of 1 to 100 (keys: "
      "hashing included;\nconnections: {} in flight a server, begin and end included). "
      "Ratio: the slower against the proxy's CPU time,\non a shared core and on one of its own; "
      "the goal is for the latter\n",
      in_flight_a_server);
  fmt::print("{:<34} {:>8} {:>7} {:>7}  {:<23} {:>7} {:>7} {:>6}\n", "algorithm", "servers",
             "equal", "mixed", "beside", "shared", "own", "goal");
  for (const PickRow& row : tables.picks) print_row(row, tables.peers);
}

}  // namespace

void bench_picks(const Options& options) {
  Tables tables = wanted(options);
  const int rounds = options.runs.value_or(pick_rounds);
  fmt::print(
      "\nPicks and proxies: {} rounds, in each every proxy and then every algorithm; the best of "
      "all\nrounds counts, on both sides, so that a slow spell of the machine hits neither alone\n",
      rounds);
  for (int round = 1; round <= rounds; ++round) {
    fmt::print("round {} of {}\n", round, rounds);
    for (PeerRow& row : tables.peers) measure(row);
    for (PickRow& row : tables.picks) measure(row);
  }
  print_peers(tables);
  print_picks(tables);
}

}  // namespace ek::bench
