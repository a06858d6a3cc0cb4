// The two rings of a pool, of its active and of its backup servers, and what is asked of them: the
// server of a hash, and the next server in turn (requests without a key).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/members.h"
#include "predict/haproxy/ring.h"

namespace ek::predict::haproxy {

class RingGroups {
 public:
  RingGroups(const Context& context, std::span<const ServerIndex> candidates);

  ServerIndex of_hash(std::uint32_t hash, ServerIndex avoid) const;
  ServerIndex next(ServerIndex avoid);

  void set_candidates(std::span<const ServerIndex> candidates);
  void set_fine_weight(ServerIndex server, std::uint32_t fine_weight);
  void set_full(ServerIndex server, bool full) { full_[server] = full ? 1 : 0; }
  void set_passed_over(ServerIndex server, bool passed_over) {
    passed_over_[server] = passed_over ? 1 : 0;
  }
  void take(ServerIndex server);
  void drop(ServerIndex server);

  std::size_t used() const { return members_.used(); }
  bool full(ServerIndex server) const { return full_[server] != 0; }
  std::uint32_t served(ServerIndex server) const { return served_[server]; }
  std::uint32_t fine_weight(ServerIndex server) const { return members_.fine_weight(server); }

 private:
  // The point last used in turn. It may lie on the ring that is not in use any more.
  struct Position {
    bool set = false;
    bool backup = false;
    std::size_t index = 0;
  };

  const Ring* ring_in_use() const;
  void apply(const Members::Change& change);
  void shrink(ServerIndex server, std::uint32_t from, std::uint32_t to);
  void grow(ServerIndex server, std::uint32_t from, std::uint32_t to);
  bool within_bounds(ServerIndex server) const;  // hash-balance-factor

  Members members_;
  RingSeeds seeds_;
  std::array<Ring, 2> rings_;
  Position last_;
  std::vector<std::uint8_t> full_, passed_over_;
  std::vector<std::uint32_t> known_points_;  // the most points a server ever had
  std::vector<std::uint32_t> served_;
  std::uint32_t served_in_all_ = 0;
  std::uint32_t balance_factor_;
  std::array<std::uint32_t, 2> total_weight_{};
  std::vector<std::uint32_t> weight_before_;  // of the servers in front, at the start
};

}  // namespace ek::predict::haproxy
