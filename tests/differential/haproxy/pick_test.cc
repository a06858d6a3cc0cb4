// Random configurations and requests, pick for pick against the running HAProxy 2.6.12.
#include <gtest/gtest.h>

#include "differential/haproxy/run.h"
#include "differential/haproxy/seeds.h"

namespace ek::differential {
namespace {

constexpr std::uint64_t shards = 8;
constexpr std::uint64_t pools_per_shard = 28;
constexpr std::size_t picks = 400;

class RandomPools : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomPools, EveryPickAgrees) {
  const Seeds run = seeds();
  for (std::uint64_t i = 0; i < pools_per_shard; ++i) {
    const std::uint64_t seed = run.of(GetParam() * pools_per_shard + i);
    const std::string difference = compare_random_pool(seed, picks);
    if (!difference.empty()) ADD_FAILURE() << difference;
    if (run.replay) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Shard, RandomPools, testing::Range(std::uint64_t{0}, shards));

}  // namespace
}  // namespace ek::differential
