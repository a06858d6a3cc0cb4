// `hash-balance-factor`: each server gets its part, by weight, of (requests in flight + 1) x
// factor / 100, rounded so that the parts make up the whole; at least one request.
// Source: configuration manual, `hash-balance-factor`; measured on 2.6.12 with held connections.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/assert.h"
#include "predict/algorithm.h"
#include "predict/haproxy/exact_divisor.h"

namespace ek::predict::haproxy {

class BoundedLoad {
  struct Server {
    std::uint32_t served = 0, weight = 0, before = 0;
    std::uint32_t part = 0, part_with = 0;  // worked out with so many in flight; 0: not yet
  };
  struct Total {
    std::uint32_t weight = 0;
    ExactDivisor divisor;
  };

 public:
  // Of so many servers; `factor` in percent, 0: nobody is bounded.
  BoundedLoad(std::uint32_t factor, std::size_t servers) : factor_(factor), servers_(servers) {}

  bool bounds() const { return factor_ != 0; }
  std::uint32_t served(ServerIndex server) const { return servers_[server].served; }
  void take(ServerIndex server) {
    ++servers_[server].served;
    ++served_in_all_;
  }
  void drop(ServerIndex server) {
    EK_ASSERT(servers_[server].served > 0);
    --servers_[server].served;
    --served_in_all_;
  }

  // Weights: of the server, and of those of its group in front of it when the program started.
  void set_weight(ServerIndex server, std::uint32_t weight) { servers_[server].weight = weight; }
  void set_before(ServerIndex server, std::uint32_t weight) { servers_[server].before = weight; }
  // Of all active servers, or of all backups.
  void set_total(bool backup, std::uint32_t weight) {
    totals_[backup] = {weight, ExactDivisor(weight == 0 ? 1 : weight)};
    for (Server& server : servers_) server.part_with = 0;
  }

  // May a server of that group take one more?
  bool room(ServerIndex server, bool backup) {
    Server& own = servers_[server];
    const std::uint32_t in_flight = served_in_all_ + 1;
    if (own.part_with != in_flight) work_out(own, totals_[backup], in_flight);
    return own.served < own.part;
  }

 private:
  // Numbers wrap at 2^32, as the program's.
  void work_out(Server& own, const Total& total, std::uint32_t in_flight) const {
    const std::uint32_t slots = (in_flight * factor_ + 99) / 100;
    const std::uint32_t whole = total.divisor.quotient(slots), rest = slots - whole * total.weight;
    const std::uint32_t part = own.weight * whole +
                               total.divisor.quotient((own.before + own.weight) * rest) -
                               total.divisor.quotient(own.before * rest);
    own.part = part == 0 ? 1 : part;
    own.part_with = in_flight;
  }

  std::uint32_t factor_, served_in_all_ = 0;
  std::vector<Server> servers_;
  std::array<Total, 2> totals_;
};

}  // namespace ek::predict::haproxy
