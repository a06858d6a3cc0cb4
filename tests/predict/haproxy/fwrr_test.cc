// Round robin: sequences recorded from HAProxy 2.6.12, and the memory of cycles against the rule
// itself.
#include <gtest/gtest.h>

#include "base/random.h"
#include "predict/haproxy/fwrr_cycle.h"
#include "predict/haproxy/pool_builder.h"

namespace ek::predict::haproxy::test {
namespace {

// Recorded in one run, in this order.
TEST(Roundrobin, FollowsTheRunningProgramThroughLiveChanges) {
  const Bench pool = bench("roundrobin", {3, 1, 7, 2});
  const auto picker = pool.picker();
  EXPECT_EQ(pool.picks(*picker, 30), "c c a c d c a c b c d a c c c a c d c a c b c d a c c c a c");
  picker->set_weight(1, 5);
  EXPECT_EQ(pool.picks(*picker, 15), "d c a b c c b a d c b c b c a");
  picker->set_weight(2, 2);
  EXPECT_EQ(pool.picks(*picker, 15), "b d b a b c d a b b c a b d b");
  picker->set_candidates(std::vector<ServerIndex>{1, 2, 3});
  EXPECT_EQ(pool.picks(*picker, 15), "b c b d b c b d b b c b d b c");
  picker->set_candidates(pool.all);
  EXPECT_EQ(pool.picks(*picker, 25), "a b d b c a b d b a b c a b d b c a b d b a b c a");
}

TEST(Roundrobin, TheSameWeightAgainChangesNothing) {
  const Bench pool = bench("roundrobin", {3, 1, 7, 2});
  const auto touched = pool.picker(), left_alone = pool.picker();
  for (int i = 0; i < 100; ++i) {
    touched->set_weight(2, 7);
    ASSERT_EQ(touched->pick({}), left_alone->pick({})) << "pick " << i;
  }
}

TEST(Roundrobin, EachServerGetsItsWeightInEveryCycle) {
  const Bench pool = bench("roundrobin", {1, 2, 3, 5, 7});
  const auto picker = pool.picker();
  std::vector<int> counts(5, 0);
  for (int i = 0; i < 18 * 16; ++i) ++counts[picker->pick({})];
  EXPECT_EQ(counts, (std::vector<int>{16, 32, 48, 80, 112}));
}

TEST(Roundrobin, FullServersArePassedOverAndAllFullGivesNone) {
  const Bench pool = bench("roundrobin", {1, 1, 1});
  const auto picker = pool.picker();
  EXPECT_EQ(pool.picks(*picker, 4), "a b c a");
  picker->set_full(1, true);
  EXPECT_EQ(pool.picks(*picker, 4), "c a c a");
  for (const ServerIndex server : {0u, 2u}) picker->set_full(server, true);
  EXPECT_EQ(pool.picks(*picker, 2), "- -");
}

// Two pickers get the same changes at random; one remembers cycles, one does not.
TEST(FwrrCycle, PlaysBackWhatTheRuleWouldPick) {
  int played = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    base::Random random(seed);
    const auto count = static_cast<std::size_t>(1 + random.below(12));
    std::vector<ServerIndex> members;
    std::vector<std::uint32_t> weights;
    for (ServerIndex i = 0; i < count; ++i) {
      members.push_back(i);
      weights.push_back(static_cast<std::uint32_t>(16 * (1 + random.below(seed % 2 ? 4 : 40))));
    }
    Fwrr plain(count, Fwrr::Reweigh::adjusts);
    FwrrCycle remembering(count);
    plain.start(members, weights);
    remembering.start(members, weights);
    std::vector<std::uint8_t> full(count, 0);
    for (int i = 0; i < 20000; ++i) {
      const auto server = static_cast<ServerIndex>(random.below(count));
      if (random.chance(0.0005)) {
        const auto weight = static_cast<std::uint32_t>(1 + random.below(4096));
        plain.reweigh(server, weight);
        remembering.reweigh(server, weight);
      }
      if (random.chance(0.0005) || (full[server] != 0 && random.chance(0.2))) {
        full[server] ^= 1;
        plain.set_full(server, full[server] != 0);
        remembering.set_full(server, full[server] != 0);
      }
      if (random.chance(0.0005)) {
        plain.remove(server);
        remembering.remove(server);
        const std::uint32_t weight = 16;
        if (count > 1 && random.chance(0.5)) {
          ASSERT_EQ(plain.pick(no_server), remembering.pick(no_server)) << "pick " << i;
        }
        plain.add(server, weight);
        remembering.add(server, weight);
      }
      const ServerIndex avoid = random.chance(0.001) ? server : no_server;
      played += remembering.playing() ? 1 : 0;
      ASSERT_EQ(plain.pick(avoid), remembering.pick(avoid)) << "pick " << i;
    }
  }
  EXPECT_GT(played, 10000);
}

}  // namespace
}  // namespace ek::predict::haproxy::test
