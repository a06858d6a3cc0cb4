// The two rings of a pool, of its active and of its backup servers, and what is asked of them: the
// server of a hash, and the next server in turn (requests without a key).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/bounded_load.h"
#include "predict/haproxy/members.h"
#include "predict/haproxy/ring.h"

namespace ek::predict::haproxy {

class RingGroups {
 public:
  RingGroups(const Context& context, std::span<const ServerIndex> candidates);

  ServerIndex of_hash(std::uint32_t hash, ServerIndex avoid) {
    if (members_.active() == 0 && !members_.all_backups()) [[unlikely]]
      return members_.first_backup();
    const Ring* const ring = ring_in_use();
    if (ring == nullptr) [[unlikely]]
      return no_server;
    const std::size_t at = ring->nearest(hash);
    if (avoid == no_server && nobody_passed_over_ && !load_.bounds())
      return ring->points()[at].server;
    return walk_on(*ring, at, avoid);
  }
  ServerIndex next(ServerIndex avoid);

  void set_candidates(std::span<const ServerIndex> candidates);
  void set_fine_weight(ServerIndex server, std::uint32_t fine_weight);
  void set_full(ServerIndex server, bool full) { full_[server] = full ? 1 : 0; }
  void set_passed_over(ServerIndex server, bool passed_over) {
    passed_over_[server] = passed_over ? 1 : 0;
    nobody_passed_over_ = nobody_passed_over_ && !passed_over;
  }
  void take(ServerIndex server) { load_.take(server); }
  void drop(ServerIndex server) { load_.drop(server); }

  std::size_t used() const { return members_.used(); }
  bool full(ServerIndex server) const { return full_[server] != 0; }
  std::uint32_t served(ServerIndex server) const { return load_.served(server); }
  std::uint32_t fine_weight(ServerIndex server) const { return members_.fine_weight(server); }

 private:
  // The point last used in turn. It may lie on the ring that is not in use any more.
  struct Position {
    bool set = false;
    bool backup = false;
    std::size_t index = 0;
  };

  const Ring* ring_in_use() const {
    const Ring& ring = rings_[members_.active() == 0];
    return ring.empty() ? nullptr : &ring;
  }
  ServerIndex walk_on(const Ring& ring, std::size_t at, ServerIndex avoid);
  void apply(const Members::Change& change);
  void shrink(ServerIndex server, std::uint32_t from, std::uint32_t to);
  void grow(ServerIndex server, std::uint32_t from, std::uint32_t to);

  Members members_;
  RingSeeds seeds_;
  std::array<Ring, 2> rings_;
  Position last_;
  std::vector<std::uint8_t> full_, passed_over_;
  std::vector<std::uint32_t> known_points_;  // the most points a server ever had
  bool nobody_passed_over_ = true;           // never was anybody
  BoundedLoad load_;
  std::array<std::uint32_t, 2> total_weight_{};
};

}  // namespace ek::predict::haproxy
