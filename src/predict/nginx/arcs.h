// The closed form of `hash <key> consistent`: how long each owner's arcs of the ring are, and whose
// arcs they become when it is lost. One pass over the points in order; linear in their number.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/heirs.h"
#include "predict/nginx/attempt.h"
#include "predict/nginx/ring_order.h"

namespace ek::predict::nginx {

// What is asked about owners. Keys that find none end in round robin. Both by owner; nobody's heirs
// are asked for when `losable` is empty.
struct ArcQuestion {
  std::span<const std::uint8_t> open;     // may keys end there?
  std::span<const std::uint8_t> losable;  // is its heir wanted? Only of open ones
};

// Arcs whose end is not found yet wait for the points to come: one or two at most times, 22 at
// most.
template <class Visit>
class ArcWalk {
 public:
  ArcWalk(const ArcQuestion& question, Visit& visit) : question_(question), visit_(visit) {}

  void point(OwnerId owner, std::uint64_t arc_before) {
    if (question_.losable.empty() && waiting_.empty() && question_.open[owner] != 0) {
      if (arc_before > 0) visit_(Arc{arc_before, owner, no_owner});
      return;
    }
    if (!is_usual(owner, arc_before)) return unusual_point(owner, arc_before);
    waiting_[0].arc.heir = owner;
    visit_(waiting_[0].arc);
    waiting_[0] = {{arc_before, owner, no_owner}, 1};
  }
  void finish() {
    for (const Waiting& waiting : waiting_) visit_(waiting.arc);
    waiting_.clear();
  }

 private:
  struct Waiting {
    Arc arc;
    std::uint32_t unsuitable = 0;
  };

  // One arc waits for its heir, here it is, and the next arc takes its place.
  bool is_usual(OwnerId owner, std::uint64_t arc_before) const {
    return waiting_.size() == 1 && !question_.losable.empty() && question_.losable[owner] != 0 &&
           waiting_[0].arc.holder != no_owner && waiting_[0].arc.holder != owner && arc_before > 0;
  }
  void unusual_point(OwnerId owner, std::uint64_t arc_before) {
    if (arc_before > 0) waiting_.push_back({{arc_before, no_owner, no_owner}, 0});
    std::size_t kept = 0;
    for (Waiting& waiting : waiting_) {
      if (goes_on(waiting, owner))
        waiting_[kept++] = waiting;
      else
        visit_(waiting.arc);
    }
    waiting_.resize(kept);
  }
  bool goes_on(Waiting& waiting, OwnerId owner) const {
    Arc& arc = waiting.arc;
    if (question_.open[owner] != 0 && owner != arc.holder) {
      if (arc.holder != no_owner) {
        arc.heir = owner;
        return false;
      }
      arc.holder = owner;
      if (question_.losable.empty() || question_.losable[owner] == 0) return false;
    }
    return ++waiting.unsuitable <= unsuitable_max;
  }

  const ArcQuestion& question_;
  Visit& visit_;
  std::vector<Waiting> waiting_;
};

// Calls visit(arc) once an arc.
template <class Visit>
void walk_arcs(RingOrder& ring, const ArcQuestion& question, Visit visit) {
  ArcWalk<Visit> walk(question, visit);
  std::vector<OwnerId> first_owners;  // they follow the last ones: the ring closes
  std::uint32_t first = 0, last = 0;
  ring.for_each([&](std::uint32_t hash, OwnerId owner) {
    if (first_owners.empty())
      first = hash;
    else
      walk.point(owner, hash - last);
    if (first_owners.size() <= unsuitable_max + 1) first_owners.push_back(owner);
    last = hash;
  });
  if (first_owners.empty()) return visit(Arc{std::uint64_t{1} << 32, no_owner, no_owner});
  const std::uint64_t closing = first - last;
  walk.point(first_owners[0], closing > 0 ? closing : std::uint64_t{1} << 32);
  for (std::size_t i = 1; i < first_owners.size(); ++i) walk.point(first_owners[i], 0);
  walk.finish();
}

}  // namespace ek::predict::nginx
