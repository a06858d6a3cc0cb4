// Least connections, against the same said slowly.
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "base/random.h"
#include "predict/haproxy/exact_divisor.h"
#include "predict/haproxy/least_connections.h"

namespace ek::predict::haproxy {
namespace {

TEST(ExactDivisor, IsDivision) {
  base::Random random(20261122);
  for (int i = 0; i < 200'000; ++i) {
    const auto divisor = static_cast<std::uint32_t>(random.bits() >> (33 + random.below(31))) | 1U;
    for (const std::uint32_t d : {divisor, divisor + 1}) {
      const auto any = static_cast<std::uint32_t>(random.bits());
      for (const std::uint32_t number : {any, any / d * d, any / d * d - 1, ~0U, 0U})
        ASSERT_EQ(ExactDivisor(d).quotient(number), number / d) << number << " / " << d;
    }
  }
}

// A server moves behind its equals whenever its key is another, in the list or not (full).
class Slowly {
 public:
  explicit Slowly(std::size_t servers) : servers_(servers) {}

  void weigh(ServerIndex server, std::uint32_t weight) {
    servers_[server].weight = weight;
    place(server);
  }
  void remove(ServerIndex server) { servers_[server].weight = 0; }
  void set_full(ServerIndex server, bool full) { servers_[server].full = full; }
  void set_queued(ServerIndex server, std::uint32_t queued) { servers_[server].queued = queued; }
  bool serves(ServerIndex server) const { return servers_[server].served > 0; }
  void take(ServerIndex server) { serve(server, +1); }
  void drop(ServerIndex server) { serve(server, -1); }
  ServerIndex pick(ServerIndex avoid) const {
    ServerIndex best = no_server;
    for (ServerIndex i = 0; i < servers_.size(); ++i) {
      const Server& server = servers_[i];
      if (server.weight == 0 || server.full || i == avoid) continue;
      if (best == no_server || server.place < servers_[best].place) best = i;
    }
    const bool avoided = avoid != no_server && servers_[avoid].weight != 0 && !servers_[avoid].full;
    return best == no_server && avoided ? avoid : best;
  }

 private:
  struct Server {
    std::uint32_t weight = 0, served = 0, queued = 0;
    bool full = false;
    std::pair<std::uint32_t, int> place;
  };
  static std::uint32_t key(const Server& server) {
    const std::uint32_t load = server.served + server.queued;
    return load == 0 ? 0 : (load + 1) * 4096 / server.weight;
  }
  void place(ServerIndex server) { servers_[server].place = {key(servers_[server]), ++moves_}; }
  void serve(ServerIndex index, int by) {
    Server& server = servers_[index];
    server.served += static_cast<std::uint32_t>(by);
    if (server.weight != 0 && key(server) != server.place.first) place(index);
  }

  std::vector<Server> servers_;
  int moves_ = 0;
};

TEST(LeastConnections, AreTheFirstByKeyAndLastMove) {
  base::Random random(5);
  for (const std::uint32_t servers : {1U, 2U, 3U, 10U, 32U, 33U, 90U}) {
    LeastConnections group(servers);
    Slowly slowly(servers);
    const auto both = [&](auto change) { change(group), change(slowly); };
    const auto weigh = [&](ServerIndex server) {
      const auto weight = static_cast<std::uint32_t>(1 + random.below(4096));
      group.add(server, weight);
      slowly.weigh(server, weight);
    };
    for (ServerIndex i = 0; i < servers; ++i) weigh(i);
    for (int step = 0; step < 20'000; ++step) {
      const auto server = static_cast<ServerIndex>(random.below(servers));
      const bool yes = random.chance(0.5);
      switch (random.below(16)) {
        case 0:
          both([&](auto& one) { one.set_full(server, yes); });
          break;
        case 1:
          both([&](auto& one) { one.set_queued(server, yes ? 2 : 0); });
          break;
        case 2:
          weigh(server);
          break;
        case 3:
          both([&](auto& one) { one.remove(server); });
          break;
        case 4:
        case 5:
        case 6:
        case 7:
        case 8:
          if (slowly.serves(server)) both([&](auto& one) { one.drop(server); });
          break;
        default: {
          const ServerIndex avoid = random.chance(0.1) ? server : no_server;
          const ServerIndex picked = group.pick(avoid);
          ASSERT_EQ(picked, slowly.pick(avoid)) << servers << " servers, step " << step;
          if (picked != no_server) both([&](auto& one) { one.take(picked); });
        }
      }
    }
  }
}

}  // namespace
}  // namespace ek::predict::haproxy
