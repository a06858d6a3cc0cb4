// Picks of a loaded least_conn against its definition, through random changes.
#include <gtest/gtest.h>

#include "base/random.h"
#include "bench.h"

namespace ek::predict::nginx::test {
namespace {

// The fewest connections for its weight, by cross-multiplication; several: a smooth weighted round
// robin among these.
class PlainLeastConn {
 public:
  explicit PlainLeastConn(const model::Pool& pool)
      : conns(pool.servers.size()), pool_(pool), current_(conns.size()) {}

  ServerIndex pick(const std::vector<std::uint8_t>& open, ServerIndex avoid) {
    for (const bool backup : {false, true}) {
      std::vector<ServerIndex> least;
      for (ServerIndex i = 0; i < conns.size(); ++i) {
        if (pool_.servers[i].backup.value != backup || i == avoid || !eligible(i, open)) continue;
        const std::int64_t order =
            least.empty() ? 0 : conns[i] * weight(least[0]) - conns[least[0]] * weight(i);
        if (order < 0) least.clear();
        if (order <= 0) least.push_back(i);
      }
      if (least.size() == 1) return least[0];
      if (!least.empty()) return turn_of(least);
    }
    return no_server;
  }

  std::vector<std::int64_t> conns;

 private:
  std::int64_t weight(ServerIndex i) const { return pool_.servers[i].weight.value; }
  bool eligible(ServerIndex i, const std::vector<std::uint8_t>& open) const {
    const auto limit = pool_.servers[i].maxconn.value;
    return open[i] != 0 && (limit == 0 || conns[i] < limit);
  }
  ServerIndex turn_of(const std::vector<ServerIndex>& tied) {
    ServerIndex best = tied.front();
    std::int64_t total = 0;
    for (const ServerIndex i : tied) {
      total += weight(i);
      current_[i] += weight(i);
      if (current_[i] > current_[best]) best = i;
    }
    current_[best] -= total;
    return best;
  }

  const model::Pool& pool_;
  std::vector<std::int64_t> current_;
};

Bench random_bench(base::Random& random, std::size_t servers) {
  std::vector<std::uint32_t> weights(servers);
  for (auto& weight : weights) weight = 1 + static_cast<std::uint32_t>(random.below(6));
  Bench pool = bench("least_conn", weights);
  const bool backups = random.chance(0.3);
  for (std::size_t i = 1; i < servers; ++i) {
    pool.pool.servers[i].backup.value = backups && random.chance(0.2);
    if (random.chance(0.2))
      pool.pool.servers[i].maxconn.value = 1 + static_cast<std::uint32_t>(random.below(50));
  }
  return pool;
}

// Connections come, and end in any order: few at a time, then many, then all of them.
void compare(std::size_t servers, std::uint64_t seed) {
  base::Random random(seed);
  const Bench pool = random_bench(random, servers);
  std::vector<std::uint8_t> up(servers, 1), full(servers, 0), open(servers, 1);
  std::vector<ServerIndex> candidates(servers), flying;
  for (ServerIndex i = 0; i < servers; ++i) candidates[i] = i;
  const auto picker = pool.algorithm().picker(pool.context(), candidates, 1);
  PlainLeastConn plain(pool.pool);
  std::size_t wanted = 0;
  for (int step = 0; step < 4000; ++step) {
    const auto some = static_cast<ServerIndex>(random.below(servers));
    if (random.chance(0.01)) wanted = random.below(random.chance(0.3) ? 45 * servers : 4 * servers);
    if (random.chance(0.01)) picker->set_full(some, (full[some] = random.chance(0.3)) != 0);
    if (random.chance(0.01)) {
      up[some] = random.chance(0.7);
      candidates.clear();
      for (ServerIndex i = 0; i < servers; ++i)
        if (up[i] != 0) candidates.push_back(i);
      picker->set_candidates(candidates);
    }
    for (ServerIndex i = 0; i < servers; ++i) open[i] = up[i] != 0 && full[i] == 0;

    const ServerIndex avoid = random.chance(0.03) ? some : no_server;
    const ServerIndex picked = picker->pick({}, avoid);
    ASSERT_EQ(picked, plain.pick(open, avoid)) << servers << " seed " << seed << " step " << step;
    if (picked != no_server && !random.chance(0.02)) {
      picker->take(picked), ++plain.conns[picked];
      flying.push_back(picked);
    }
    while (flying.size() > wanted) {
      std::swap(flying[random.below(flying.size())], flying.back());
      picker->drop(flying.back()), --plain.conns[flying.back()];
      flying.pop_back();
    }
  }
}

TEST(LeastConn, IsItsDefinitionWhateverHappensInBetween) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) compare(2 + seed % 14, seed);
}

TEST(LeastConn, OfMoreServersThanAreLookedAtOneByOne) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) compare(28 + seed, seed);
}

}  // namespace
}  // namespace ek::predict::nginx::test
