// What is fast for few servers, against the same said slowly.
#include <gtest/gtest.h>

#include "base/random.h"
#include "predict/haproxy/exact_divisor.h"
#include "predict/haproxy/least_connections.h"

namespace ek::predict::haproxy {
namespace {

TEST(ExactDivisor, IsDivision) {
  base::Random random(20261122);
  for (int i = 0; i < 200'000; ++i) {
    const auto divisor = static_cast<std::uint32_t>(random.bits() >> (32 + random.below(32))) | 1U;
    for (const std::uint32_t d : {divisor, divisor + 1 == 0 ? 1U : divisor + 1}) {
      const auto any = static_cast<std::uint32_t>(random.bits());
      for (const std::uint32_t number : {any, any / d * d, any / d * d - 1, ~0U, 0U})
        ASSERT_EQ(ExactDivisor(d).quotient(number), number / d) << number << " / " << d;
    }
  }
}

// The same servers, alone and beside others that are no members: all looked at, and in a heap.
TEST(LeastConnections, FewServersAreTheSameAsManyOthersBeside) {
  base::Random random(5);
  for (const std::uint32_t servers : {1U, 2U, 9U, 10U, 32U}) {
    LeastConnections few(servers), many(servers + 40);
    std::vector<std::uint32_t> served(servers);
    const auto both = [&](auto change) { change(few), change(many); };
    for (ServerIndex i = 0; i < servers; ++i) {
      const auto weight = static_cast<std::uint32_t>(1 + random.below(4096));
      both([&](LeastConnections& group) { group.add(i, weight); });
    }
    for (int step = 0; step < 20'000; ++step) {
      const auto server = static_cast<ServerIndex>(random.below(servers));
      const bool yes = random.chance(0.5);
      switch (random.below(12)) {
        case 0:
          both([&](LeastConnections& group) { group.set_full(server, yes); });
          break;
        case 1:
          both([&](LeastConnections& group) { group.set_queued(server, yes ? 2 : 0); });
          break;
        case 2:
          both([&](LeastConnections& group) { group.reweigh(server, 16 + server); });
          break;
        case 3:
        case 4:
        case 5:
        case 6:
          if (served[server] == 0) break;
          --served[server];
          both([&](LeastConnections& group) { group.drop(server); });
          break;
        default: {
          const ServerIndex avoid = yes ? server : no_server;
          const ServerIndex picked = few.pick(avoid);
          ASSERT_EQ(picked, many.pick(avoid)) << servers << " servers, step " << step;
          if (picked == no_server) break;
          ++served[picked];
          both([&](LeastConnections& group) { group.take(picked); });
        }
      }
    }
  }
}

}  // namespace
}  // namespace ek::predict::haproxy
