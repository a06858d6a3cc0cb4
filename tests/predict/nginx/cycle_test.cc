// The remembered cycle against the plain walk over all servers, through random changes.
#include <gtest/gtest.h>

#include "base/random.h"
#include "bench.h"

namespace ek::predict::nginx::test {
namespace {

// Smooth weighted round robin as its definition says it, and nothing else.
class PlainWalk {
 public:
  explicit PlainWalk(const model::Pool& pool) : current_(pool.servers.size()) {
    for (const auto& server : pool.servers) weights_.push_back(server.weight.value);
  }
  ServerIndex pick(const std::vector<ServerIndex>& candidates, ServerIndex avoid) {
    ServerIndex best = no_server;
    std::int64_t total = 0;
    for (const ServerIndex i : candidates) {
      if (i == avoid) continue;
      total += weights_[i];
      current_[i] += weights_[i];
      if (best == no_server || current_[i] > current_[best]) best = i;
    }
    if (best != no_server) current_[best] -= total;
    return best;
  }

 private:
  std::vector<std::int64_t> current_, weights_;
};

std::vector<ServerIndex> random_candidates(base::Random& random, std::size_t servers) {
  std::vector<ServerIndex> chosen;
  for (ServerIndex i = 0; i < servers; ++i)
    if (random.chance(0.8)) chosen.push_back(i);
  return chosen;
}

void compare(const char* method, std::uint64_t seed) {
  base::Random random(seed);
  std::vector<std::uint32_t> weights(1 + random.below(12));
  for (auto& weight : weights) weight = 1 + static_cast<std::uint32_t>(random.below(9));
  const Bench pool = bench(method, weights);
  const auto picker = pool.picker();
  PlainWalk plain(pool.pool);
  auto candidates = pool.all();
  for (int i = 0; i < 3000; ++i) {
    if (weights.size() > 1 && random.chance(0.004)) {
      candidates = random_candidates(random, weights.size());
      picker->set_candidates(candidates);
    }
    // One in a hundred is a retry: it must not go where it just failed.
    const ServerIndex avoid = weights.size() > 1 && random.chance(0.01)
                                  ? static_cast<ServerIndex>(random.below(weights.size()))
                                  : no_server;
    const ServerIndex picked = picker->pick({}, avoid);
    // A lone open server of least_conn is no tie, and moves no turn: the same pick all the same.
    ASSERT_EQ(picked, plain.pick(candidates, avoid)) << method << " seed " << seed << " pick " << i;
  }
}

TEST(Cycle, IsThePlainWalkWhateverHappensInBetween) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) compare("round_robin", seed);
}

TEST(Cycle, OfIdleLeastConnIsTheSame) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) compare("least_conn", seed);
}

}  // namespace
}  // namespace ek::predict::nginx::test
