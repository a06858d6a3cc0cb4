#include "predict/nginx/arcs.h"

#include "predict/nginx/attempt.h"

namespace ek::predict::nginx {
namespace {

// An arc whose end is not found yet: it waits for the points to come.
struct Waiting {
  std::uint64_t length = 0;
  OwnerId holder = no_owner;
  std::uint32_t unsuitable = 0;
};

class Walk {
 public:
  Walk(std::span<const std::uint8_t> open, std::span<const std::uint8_t> losable,
       const ArcSink& sink)
      : open_(open), losable_(losable), sink_(sink) {}

  void point(OwnerId owner, std::uint64_t arc_before) {
    if (arc_before > 0) waiting_.push_back({arc_before, no_owner, 0});
    std::size_t kept = 0;
    for (std::size_t i = 0; i < waiting_.size(); ++i)
      if (Waiting arc = waiting_[i]; goes_on(arc, owner)) waiting_[kept++] = arc;
    waiting_.resize(kept);
  }
  void finish() {
    for (const Waiting& arc : waiting_) end_in_rotation(arc);
    waiting_.clear();
  }

 private:
  bool goes_on(Waiting& arc, OwnerId owner) {
    if (open_[owner] != 0 && owner != arc.holder) {
      if (arc.holder != no_owner) {
        sink_.inherited(arc.holder, owner, arc.length);
        return false;
      }
      sink_.held(owner, arc.length);
      arc.holder = owner;
      if (!sink_.inherited || losable_[owner] == 0) return false;
    }
    if (++arc.unsuitable <= unsuitable_max) return true;
    end_in_rotation(arc);
    return false;
  }
  void end_in_rotation(const Waiting& arc) {
    if (arc.holder == no_owner) sink_.held(no_owner, arc.length);
    else sink_.inherited(arc.holder, no_owner, arc.length);
  }

  std::span<const std::uint8_t> open_, losable_;
  const ArcSink& sink_;
  std::vector<Waiting> waiting_;
};

}  // namespace

void walk_arcs(const RingOwners& owners, std::span<const std::uint8_t> open,
               std::span<const std::uint8_t> losable, const ArcSink& sink) {
  Walk walk(open, losable, sink);
  std::vector<RingPoint> first_points;  // they follow the last ones: the ring closes
  std::uint32_t last = 0;
  for_each_slice(owners, [&](std::span<const RingPoint> points) {
    for (const RingPoint point : points) {
      if (!first_points.empty()) walk.point(point.owner, point.hash - last);
      if (first_points.size() <= unsuitable_max + 1) first_points.push_back(point);
      last = point.hash;
    }
  });
  if (first_points.empty()) return sink.held(no_owner, std::uint64_t{1} << 32);
  const std::uint64_t closing = static_cast<std::uint32_t>(first_points[0].hash - last);
  walk.point(first_points[0].owner, closing > 0 ? closing : std::uint64_t{1} << 32);
  for (std::size_t i = 1; i < first_points.size(); ++i) walk.point(first_points[i].owner, 0);
  walk.finish();
}

}  // namespace ek::predict::nginx
