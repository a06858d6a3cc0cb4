#include "predict/nginx/arcs.h"

#include "predict/nginx/attempt.h"

namespace ek::predict::nginx {
namespace {

using Visit = std::function<void(const Arc& arc)>;

// Arcs whose end is not found yet wait for the points to come: a few at any time, 21 at most.
class Walk {
 public:
  Walk(std::span<const std::uint8_t> open, std::span<const std::uint8_t> losable,
       const Visit& visit)
      : open_(open), losable_(losable), visit_(visit) {}

  void point(OwnerId owner, std::uint64_t arc_before) {
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
  void finish() {
    for (const Waiting& waiting : waiting_) visit_(waiting.arc);
    waiting_.clear();
  }

 private:
  struct Waiting {
    Arc arc;
    std::uint32_t unsuitable = 0;
  };

  bool goes_on(Waiting& waiting, OwnerId owner) const {
    Arc& arc = waiting.arc;
    if (open_[owner] != 0 && owner != arc.holder) {
      if (arc.holder != no_owner) {
        arc.heir = owner;
        return false;
      }
      arc.holder = owner;
      if (losable_.empty() || losable_[owner] == 0) return false;
    }
    return ++waiting.unsuitable <= unsuitable_max;
  }

  std::span<const std::uint8_t> open_, losable_;
  const Visit& visit_;
  std::vector<Waiting> waiting_;
};

}  // namespace

void walk_arcs(const RingOwners& owners, std::span<const std::uint8_t> open,
               std::span<const std::uint8_t> losable,
               const std::function<void(const Arc& arc)>& visit) {
  Walk walk(open, losable, visit);
  std::vector<RingPoint> first_points;  // they follow the last ones: the ring closes
  std::uint32_t last = 0;
  for_each_slice(owners, [&](std::span<const RingPoint> points) {
    for (const RingPoint point : points) {
      if (!first_points.empty()) walk.point(point.owner, point.hash - last);
      if (first_points.size() <= unsuitable_max + 1) first_points.push_back(point);
      last = point.hash;
    }
  });
  if (first_points.empty()) return visit({std::uint64_t{1} << 32, no_owner, no_owner});
  const std::uint64_t closing = static_cast<std::uint32_t>(first_points[0].hash - last);
  walk.point(first_points[0].owner, closing > 0 ? closing : std::uint64_t{1} << 32);
  for (std::size_t i = 1; i < first_points.size(); ++i) walk.point(first_points[i].owner, 0);
  walk.finish();
}

}  // namespace ek::predict::nginx
