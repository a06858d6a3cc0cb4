// Once round a ring, point by point: what each server holds, and at the end of each run (a server's
// points next to each other) what its loss hands to the points on its two sides.
//
// A hash belongs to the nearer point; halfway, to the one before. Every server has 16 points or
// more, so that the two neighbours of a run are never one point.
#pragma once

#include <cstdint>

#include "predict/heirs.h"

namespace ek::predict::haproxy {

inline constexpr std::uint64_t hashes_in_all = std::uint64_t{1} << 32;

// Visit has hold(owner, hashes), and hand_over(Arc) for each side of a run, once.
template <class Visit>
class RingWalk {
 public:
  explicit RingWalk(Visit& visit) : visit_(visit) {}

  void point(std::uint32_t hash, OwnerId owner) {
    if (run_.owner != no_owner) {
      const std::uint32_t gap = hash - run_.last;
      visit_.hold(run_.owner, before_middle(gap));
      visit_.hold(owner, gap - before_middle(gap));
    }
    follow(hash, owner);
  }
  // After the last point. The ring closes: the first run follows again, and what ends it. A run
  // that never ends has what is left.
  void finish() {
    if (run_.owner == no_owner) return;
    if (opening_.owner == no_owner)
      return visit_.hold(run_.owner, hashes_in_all - (run_.last - run_.first));
    point(opening_.first, opening_.owner);
    follow(opening_.last, opening_.owner);
    follow(second_.hash, second_.owner);
  }

 private:
  struct Point {
    std::uint32_t hash = 0;
    OwnerId owner = no_owner;
  };
  struct Run {
    OwnerId owner = no_owner;
    std::uint32_t first = 0, last = 0;  // the hashes of its end points
  };

  static std::uint32_t before_middle(std::uint32_t gap) { return gap / 2; }
  static std::uint32_t from_middle(std::uint32_t gap) { return gap - gap / 2; }

  void follow(std::uint32_t hash, OwnerId owner) {
    if (run_.owner == owner) {
      run_.last = hash;
      return;
    }
    if (before_.owner != no_owner)
      end_run(hash, owner);
    else if (run_.owner != no_owner)
      opening_ = run_, second_ = {hash, owner};
    before_ = {run_.last, run_.owner};
    run_ = {owner, hash, hash};
  }
  void end_run(std::uint32_t next_hash, OwnerId next_owner) {
    const std::uint32_t whole = next_hash - before_.hash;
    visit_.hand_over(Arc{before_middle(whole) - before_middle(run_.first - before_.hash),
                         run_.owner, before_.owner});
    visit_.hand_over(
        Arc{from_middle(whole) - from_middle(next_hash - run_.last), run_.owner, next_owner});
  }

  Visit& visit_;
  Run run_, opening_;  // the one that goes on; the first one
  Point before_;       // the last point before the run that goes on
  Point second_;       // the first point behind the opening run
};

}  // namespace ek::predict::haproxy
