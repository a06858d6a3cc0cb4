#include "pick_rate.h"

#include <algorithm>
#include <ctime>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "predict/algorithm.h"
#include "predict/balancer.h"
#include "workload.h"

namespace ek::bench {
namespace {

using predict::Picker;
using predict::ServerIndex;

constexpr double batch_s = 0.05;
constexpr int batches = 3;
constexpr int picks_a_look = 4096;  // at the clock

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
  std::uint64_t run(int picks) { return in_flight_.empty() ? pick(picks) : turn_over(picks); }

 private:
  std::uint64_t pick(int picks) {
    std::uint64_t sum = 0;
    for (int i = 0; i < picks; ++i) sum += picker_.pick(next_key());
    return sum;
  }
  // The connection that began first ends, and another begins.
  std::uint64_t turn_over(int picks) {
    std::uint64_t sum = 0;
    const std::span in_flight(in_flight_);
    std::size_t oldest = oldest_;  // in a register: picks may change any memory
    for (int i = 0; i < picks; ++i) {
      picker_.drop(in_flight[oldest]);
      const ServerIndex server = picker_.pick(next_key());
      picker_.take(server);
      in_flight[oldest] = server;
      sum += server;
      if (++oldest == in_flight.size()) oldest = 0;
    }
    oldest_ = oldest;
    return sum;
  }
  std::string_view next_key() { return keys_[key_++ % key_count]; }

  Picker& picker_;
  std::vector<std::string_view> keys_;
  std::vector<ServerIndex> in_flight_;
  std::size_t key_ = 0, oldest_ = 0;
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

}  // namespace

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

}  // namespace ek::bench
