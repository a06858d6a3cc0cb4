#include "picks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <optional>

#include "configs.h"
#include "dialects/dialect.h"
#include "peer.h"
#include "predict/algorithm.h"
#include "predict/balancer.h"
#include "workload.h"

namespace ek::bench {
namespace {

using model::ProgramKind;
using predict::Picker;
using predict::ServerIndex;

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
// What each is held against: the same program, with and without a hash to compute.
constexpr Method peers[] = {
    {haproxy, "haproxy", "balance roundrobin\n"},
    {haproxy, "haproxy", "balance uri\n  hash-type consistent\n", true},
    {nginx, "nginx", ""},
    {nginx, "nginx", "hash $request_uri consistent;\n", true},
};
constexpr std::array<std::size_t, 2> sizes = {10, 1000};

constexpr double goal_small = 1000, goal_small_keyed = 300, goal_large = 100;
constexpr double batch_s = 0.05;
constexpr int batches = 5;
constexpr int picks_a_look = 4096;  // at the clock
constexpr std::size_t in_flight_a_server = 2;

double thread_cpu_s() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Picks without an end, the way the method is used: with keys, with connections that come and go.
class Stream {
 public:
  Stream(Picker& picker, const std::vector<std::string>& keys, std::size_t in_flight)
      : picker_(picker), keys_(keys.begin(), keys.end()), in_flight_(in_flight) {
    for (ServerIndex& server : in_flight_) picker_.take(server = picker_.pick(next_key()));
  }

  // The sum is for the compiler, which shall not leave a pick out.
  std::uint64_t run(int picks) {
    std::uint64_t sum = 0;
    if (in_flight_.empty()) {
      for (int i = 0; i < picks; ++i) sum += picker_.pick(next_key());
      return sum;
    }
    for (int i = 0; i < picks; ++i) {
      ServerIndex& oldest = in_flight_[at_];
      if (++at_ == in_flight_.size()) at_ = 0;
      picker_.drop(oldest);
      oldest = picker_.pick(next_key());
      picker_.take(oldest);
      sum += oldest;
    }
    return sum;
  }

 private:
  std::string_view next_key() { return keys_[key_++ % key_count]; }

  Picker& picker_;
  std::vector<std::string_view> keys_;
  std::vector<ServerIndex> in_flight_;
  std::size_t key_ = 0, at_ = 0;
};

// The best of a few batches, in picks a second of this thread's CPU time.
double best_rate(Stream& stream) {
  double best = 0;
  volatile std::uint64_t sink = 0;
  for (int batch = 0; batch <= batches; ++batch) {  // the first one warms up
    const double start = thread_cpu_s();
    double elapsed = 0;
    std::uint64_t picks = 0;
    while (elapsed < batch_s) {
      sink = sink + stream.run(picks_a_look);
      picks += picks_a_look;
      elapsed = thread_cpu_s() - start;
    }
    if (batch > 0) best = std::max(best, static_cast<double>(picks) / elapsed);
  }
  return best;
}

// nullopt: the algorithm is not modelled, or its single picks cannot be told.
std::optional<double> picks_per_s(const Method& method, std::size_t servers, Weights weights) {
  const auto* dialect = dialects::find(to_string(method.program));
  dialects::ReadOptions read_options;
  read_options.version = dialect->assumed_version;
  const auto reading =
      dialect->read_text("bench", config_text(method, servers, weights), read_options);
  const model::Pool* pool = reading.config.pool("app");
  if (pool == nullptr) return std::nullopt;
  model::Program program = reading.config.program;
  program.processes = program.thread_groups = program.threads = 1;
  const predict::Context context{program, *pool};
  const auto* algorithm = predict::algorithm_of(context);
  if (algorithm == nullptr || algorithm->picker == nullptr) return std::nullopt;
  const auto candidates = predict::candidates(context, {});
  const auto picker = algorithm->picker(context, candidates, 1);
  if (!picker) return std::nullopt;
  if (method.name == "haproxy first")  // half of them are full: the search is what counts
    for (ServerIndex i = 0; i < servers / 2; ++i) picker->set_full(i, true);
  const auto keys = keys_for(pool->balance.key.value, method.name == "nginx ip_hash");
  Stream stream(*picker, keys, method.connections ? in_flight_a_server * servers : 0);
  return best_rate(stream);
}

using Capacities = std::map<std::tuple<ProgramKind, bool, std::size_t>, Capacity>;

Capacities measure_peers(const Options& options) {
  fmt::print("\nOne core of the real proxy: requests a second, keep-alive, closed loop\n");
  fmt::print("{:<34} {:>8} {:>16} {:>22}\n", "proxy", "servers", "req/s by clock",
             "req/s of its CPU time");
  Capacities capacities;
  for (const Method& peer : peers) {
    if (std::ranges::none_of(methods, [&](const Method& method) {
          return method.program == peer.program && options.wants(method.name);
        }))
      continue;
    for (const std::size_t servers : sizes) {
      const std::string name =
          fmt::format("{}, {}", peer.name, peer.keyed ? "consistent hash" : "round robin");
      const auto capacity = capacity_of(peer, servers);
      if (!capacity) {
        fmt::print("{:<34} {:>8} not measured: {}\n", name, servers, capacity.error());
        continue;
      }
      capacities[{peer.program, peer.keyed, servers}] = *capacity;
      fmt::print("{:<34} {:>8} {:>16.0f} {:>22.0f}\n", name, servers, capacity->per_s,
                 capacity->per_cpu_s);
    }
  }
  return capacities;
}

void print_row(const Method& method, std::size_t servers, const Capacities& capacities) {
  const auto equal = picks_per_s(method, servers, Weights::equal);
  const auto mixed = picks_per_s(method, servers, Weights::mixed);
  if (!equal || !mixed) {
    fmt::print("{:<34} {:>8} no picks: the algorithm is not modelled\n", method.name, servers);
    return;
  }
  fmt::print("{:<34} {:>8} {:>10.2f} {:>10.2f}", method.name, servers, *equal / 1e6, *mixed / 1e6);
  const auto capacity = capacities.find({method.program, method.keyed, servers});
  if (capacity == capacities.end()) {
    fmt::print("  no proxy to compare with\n");
    return;
  }
  const double ratio = std::min(*equal, *mixed) / capacity->second.per_cpu_s;
  const double goal = servers > sizes[0] ? goal_large
                      : method.keyed     ? goal_small_keyed
                                         : goal_small;
  fmt::print(" {:>12.0f} {:>8.0f}x {:>7.0f}x  {}\n", capacity->second.per_cpu_s, ratio, goal,
             ratio >= goal ? "met" : "MISSED");
}

}  // namespace

void bench_picks(const Options& options) {
  const Capacities capacities = measure_peers(options);
  fmt::print(
      "\nMillions of picks a second a core, equal weights and weights of 1 to 100 (keys: "
      "hashing included;\nconnections: {} in flight a server, begin and end included). "
      "Ratio: the slower against the proxy's CPU time\n",
      in_flight_a_server);
  fmt::print("{:<34} {:>8} {:>10} {:>10} {:>12} {:>9} {:>8}\n", "algorithm", "servers", "equal",
             "mixed", "proxy req/s", "ratio", "goal");
  for (const Method& method : methods) {
    if (!options.wants(method.name)) continue;
    for (const std::size_t servers : sizes) print_row(method, servers, capacities);
  }
}

}  // namespace ek::bench
