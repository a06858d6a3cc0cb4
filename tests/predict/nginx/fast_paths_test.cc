// What is fast, against the same said slowly: the loads of peers, the ring in slices and
// for look-ups, heirs in four bytes, losses in batches.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "bench.h"
#include "predict/heirs.h"
#include "predict/nginx/crc32.h"
#include "predict/nginx/ring.h"
#include "predict/nginx/ring_order.h"
#include "predict/nginx/ring_shares.h"
#include "predict/nginx/traffic.h"

namespace ek::predict::nginx::test {
namespace {

// Who has the least connections for its weight, by cross-multiplication; -1: closed.
std::vector<std::uint32_t> least_slowly(const std::vector<std::int64_t>& conns,
                                        const std::vector<std::int64_t>& weights) {
  std::vector<std::uint32_t> least;
  for (std::uint32_t i = 0; i < conns.size(); ++i) {
    if (conns[i] < 0) continue;
    const std::int64_t order =
        least.empty() ? 0 : conns[i] * weights[least[0]] - conns[least[0]] * weights[i];
    if (order < 0) least.clear();
    if (order <= 0) least.push_back(i);
  }
  return least;
}

TEST(Traffic, FindsTheSameAsCrossMultiplication) {
  base::Random random(20261122);
  for (const std::uint32_t peers : {1U, 2U, 4U, 10U, 32U, 33U, 70U}) {
    std::vector<std::int64_t> weights(peers), conns(peers, 0), open_conns(peers, -1);
    for (auto& weight : weights) weight = 1 + static_cast<std::int64_t>(random.below(12));
    Traffic traffic(weights);
    traffic.compare(peers);
    std::vector<std::uint32_t> found;
    for (int step = 0; step < 4000; ++step) {
      const auto peer = static_cast<std::uint32_t>(random.below(peers));
      const bool begins = conns[peer] == 0 || random.chance(0.5);
      conns[peer] += begins ? 1 : -1;
      const bool noted = begins ? traffic.take(peer) : traffic.drop(peer);
      ASSERT_EQ(noted, open_conns[peer] >= 0 && conns[peer] < 20) << "step " << step;
      if (random.chance(0.1)) {
        open_conns[peer] = -1;
        traffic.close(peer);
      } else {
        if (!noted) traffic.open(peer, 20);
        open_conns[peer] = conns[peer];
      }
      traffic.loads().find_least(found);
      ASSERT_EQ(found, least_slowly(open_conns, weights)) << peers << " peers, step " << step;
    }
  }
}

TEST(Crc32, InWholeStepsIsAsByteByByte) {
  base::Random random(20261128);
  EXPECT_EQ(crc32("123456789"), 0xcbf43926U);  // published
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random.below(70), '\0');
    for (char& c : text) c = static_cast<char>(random.below(256));
    std::uint32_t slowly = 0;
    for (const char& c : text) slowly = crc32(slowly, {&c, 1});
    ASSERT_EQ(crc32(text), slowly) << testing::PrintToString(text);
    ASSERT_EQ(crc32(0, text), slowly) << testing::PrintToString(text);
  }
}

// All points of a ring, sorted; of those that fall together the first of the file.
std::map<std::uint32_t, OwnerId> points_slowly(const RingOwners& owners) {
  std::map<std::uint32_t, OwnerId> points;
  for (const RingRun& run : owners.runs()) {
    std::uint32_t hash = 0;
    for (std::uint32_t n = 0; n < run.to; ++n) {
      hash = ~crc_word(run.base, hash);
      if (n >= run.from) points.try_emplace(hash, run.owner);
    }
  }
  return points;
}

TEST(RingOrder, IsTheSortedRing) {
  for (Bench pool : {bench("consistent", {1}), bench("consistent", {3, 1, 7}),
                     bench("consistent", std::vector<std::uint32_t>(9, 40)),
                     bench("consistent", std::vector<std::uint32_t>(700, 2))}) {
    auto& servers = pool.pool.servers;
    if (servers.size() > 3) {  // one text three times, with rising weights: runs of their own
      servers[2].written = servers[5].written = servers[1].written;
      servers[5].weight.value += 3;
    }
    const RingOwners owners(pool.context());
    const auto expected = points_slowly(owners);
    for (const std::size_t slice : {300U, 20'000U, 5'000'000U}) {
      auto next = expected.begin();
      std::size_t wrong = 0, count = 0;
      RingOrder order(owners);
      order.set_slice(slice);
      order.for_each([&](std::uint32_t hash, OwnerId owner) {
        if (next == expected.end() || next->first != hash || next->second != owner) ++wrong;
        if (next != expected.end()) ++next;
        ++count;
      });
      EXPECT_EQ(wrong, 0U) << slice;
      EXPECT_EQ(count, expected.size()) << slice;
    }

    const Ring ring(owners);
    ASSERT_EQ(ring.size(), expected.size());
    base::Random random(7);
    for (int i = 0; i < 20'000; ++i) {
      auto hash = static_cast<std::uint32_t>(random.bits());
      if (i < 100) hash = ~std::uint32_t{0} - hash % 50'000'000;  // beyond the last point, too
      const auto found = expected.lower_bound(hash);
      const std::uint32_t place = ring.place_of(hash);
      ASSERT_EQ(place == ring.size(), found == expected.end()) << hash;
      if (found != expected.end()) {
        ASSERT_EQ(ring.owner(place), found->second) << hash;
      }
    }
  }
}

TEST(Heirs, KeepLongArcsAndThoseThatEndInRoundRobin) {
  base::Random random(3);
  const std::vector<std::uint32_t> arcs(100, 50);
  using Taken = std::vector<std::pair<OwnerId, std::uint64_t>>;
  std::map<OwnerId, Taken> expected;
  Heirs heirs(20, 60, arcs);
  for (int i = 0; i < 1500; ++i) {
    Arc arc;
    arc.holder = static_cast<OwnerId>(i % 3 == 0 ? 20 + i % 40 : random.below(100));
    arc.heir = random.chance(0.1) ? no_owner : static_cast<OwnerId>(random.below(100));
    arc.length = 1 + random.below(random.chance(0.1) ? std::uint64_t{1} << 32 : 1000);
    if (expected[arc.holder].size() == 50) continue;
    expected[arc.holder].emplace_back(arc.heir, arc.length);
    heirs.add(arc);
  }
  heirs.finish();
  for (OwnerId owner = 20; owner < 60; ++owner) {
    Taken taken;
    heirs.of(owner, [&](OwnerId heir, std::uint64_t length) { taken.emplace_back(heir, length); });
    std::sort(taken.begin(), taken.end());
    std::sort(expected[owner].begin(), expected[owner].end());
    EXPECT_EQ(taken, expected[owner]) << owner;
  }
}

TEST(RingShares, LossesAreTheSameInBatchesOfAnySize) {
  base::Random random(8);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::uint32_t> weights(3 + random.below(30));
    for (auto& weight : weights) weight = 1 + static_cast<std::uint32_t>(random.below(5));
    Bench pool = bench("consistent", weights);
    // With servers of one text, and with one that is down, the losses have a pass of their own.
    if (round % 3 == 1) pool.pool.servers[1].written = pool.pool.servers[0].written;
    if (round % 3 == 2) pool.pool.servers[0].disabled.value = true;
    const auto servers = pool.all();
    using Moved = std::map<ServerIndex, decltype(Shift::moved)>;
    const auto losses = [&](std::uint32_t batch) {
      RingShares ring(pool.context(), servers, RingShares::Want::losses_too);
      ring.set_batch(batch);
      EXPECT_EQ(ring.shares(), pool.shares());
      Moved moved;
      ring.losses([&](ServerIndex lost, const Shift& shift) {
        EXPECT_TRUE(moved.try_emplace(lost, shift.moved).second);
      });
      return moved;
    };
    const Moved at_once = losses(1'000'000);
    EXPECT_EQ(at_once.size(), servers.size());
    for (const std::uint32_t batch : {1U, 1000U, 5000U}) EXPECT_EQ(losses(batch), at_once);
  }
}

// Where each arc's keys go, followed point by point as a request would; who is lost has no place.
std::vector<double> followed_slowly(const Bench& pool, const std::vector<std::uint8_t>& closed) {
  const RingOwners owners(pool.context());
  const auto points = points_slowly(owners);
  std::vector<double> shares(pool.pool.servers.size(), 0);
  std::uint32_t before = points.rbegin()->first;
  for (auto first = points.begin(); first != points.end(); ++first) {
    const double part = static_cast<double>(first->first - before) / 4294967296.0;
    before = first->first;
    auto at = first;
    for (int looked_at = 0; looked_at <= 20; ++looked_at) {
      double weight = 0;
      for (const ServerIndex i : owners.members(at->second))
        if (closed[i] == 0) weight += pool.pool.servers[i].weight.value;
      for (const ServerIndex i : owners.members(at->second))
        if (closed[i] == 0) shares[i] += part * pool.pool.servers[i].weight.value / weight;
      if (weight > 0) break;
      if (++at == points.end()) at = points.begin();
    }
  }
  return shares;  // what gave up is missing
}

TEST(RingShares, AreThoseOfEveryArcFollowed) {
  base::Random random(8);
  for (int round = 0; round < 16; ++round) {
    std::vector<std::uint32_t> weights(3 + random.below(8));
    for (auto& weight : weights) weight = 1 + static_cast<std::uint32_t>(random.below(5));
    if (round % 4 == 3) weights.push_back(300);  // so long a row of one server's that keys give up
    Bench pool = bench("consistent", weights);
    if (round % 4 == 1) pool.pool.servers[1].written = pool.pool.servers[0].written;
    if (round % 4 == 2) pool.pool.servers[0].disabled.value = true;
    if (round % 8 == 7) pool.pool.servers.back().disabled.value = true;
    std::vector<std::uint8_t> closed;
    for (const auto& server : pool.pool.servers) closed.push_back(server.disabled.value ? 1 : 0);
    // What gives up goes round by weight.
    const auto shares_of = [&](const std::vector<std::uint8_t>& out) {
      std::vector<double> shares = followed_slowly(pool, out);
      double told = 0, weight = 0;
      for (std::size_t i = 0; i < out.size(); ++i) {
        told += shares[i];
        if (out[i] == 0) weight += pool.pool.servers[i].weight.value;
      }
      for (std::size_t i = 0; i < out.size(); ++i)
        if (out[i] == 0) shares[i] += (1 - told) * pool.pool.servers[i].weight.value / weight;
      return shares;
    };
    const auto servers = pool.all();
    RingShares ring(pool.context(), servers, RingShares::Want::losses_too);
    const std::vector<double> before = ring.shares();
    const std::vector<double> expected = shares_of(closed);
    for (std::size_t k = 0; k < servers.size(); ++k)
      ASSERT_NEAR(before[k], expected[servers[k]], 1e-12) << "round " << round;
    std::size_t losses = 0;
    ring.losses([&](ServerIndex lost, const Shift& shift) {
      ++losses;
      auto out = closed;
      out[lost] = 1;
      const std::vector<double> after = shares_of(out);
      std::map<ServerIndex, double> told;
      for (std::size_t k = 0; k < servers.size(); ++k)
        if (servers[k] != lost) told[servers[k]] = before[k] * shift.scale;
      for (const auto& [server, moved] : shift.moved) told[server] += moved;
      for (const auto& [server, share] : told)
        ASSERT_NEAR(share, after[server], 1e-12) << "round " << round << " without " << lost;
    });
    EXPECT_EQ(losses, servers.size());
  }
}

}  // namespace
}  // namespace ek::predict::nginx::test
