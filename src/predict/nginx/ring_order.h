// The points of a pool's ring in their order, each hash once; of points that fall together the
// first server's of the file is there.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "predict/nginx/crc32.h"
#include "predict/nginx/ring.h"
#include "predict/point_order.h"

namespace ek::predict::nginx {

// The points as they are made, run by run.
class RunPoints {
 public:
  explicit RunPoints(const RingOwners& owners) : runs_(owners.runs()), size_(owners.points()) {}

  std::uint32_t makers() const { return static_cast<std::uint32_t>(runs_.size()); }
  std::uint32_t size() const { return size_; }

  // Each point needs the one before it, so four runs of one length are followed side by side, in
  // registers of their own: the processor waits for none of them.
  template <class Visit>
  void make(Visit visit) const {
    for (std::uint32_t first = 0; first < makers();) {
      if (four_alike(first)) {
        make_four(first, visit);
        first += 4;
      } else {
        make_run(first++, visit);
      }
    }
  }

 private:
  bool four_alike(std::uint32_t first) const {
    if (makers() - first < 4) return false;
    return std::ranges::all_of(runs_.subspan(first, 4), [&](const RingRun& run) {
      return run.from == 0 && run.to == runs_[first].to;
    });
  }
  template <class Visit>
  void make_four(std::uint32_t first, Visit& visit) const {
    const auto row = runs_.subspan(first, 4);
    std::uint32_t a = 0, b = 0, c = 0, d = 0;
    for (std::uint32_t n = 0; n < row[0].to; ++n) {
      a = ~crc_word(row[0].base, a);
      b = ~crc_word(row[1].base, b);
      c = ~crc_word(row[2].base, c);
      d = ~crc_word(row[3].base, d);
      visit(a, first);
      visit(b, first + 1);
      visit(c, first + 2);
      visit(d, first + 3);
    }
  }
  template <class Visit>
  void make_run(std::uint32_t run, Visit& visit) const {
    std::uint32_t hash = 0;
    for (std::uint32_t n = 0; n < runs_[run].to; ++n) {
      hash = ~crc_word(runs_[run].base, hash);
      if (n >= runs_[run].from) visit(hash, run);
    }
  }

  std::span<const RingRun> runs_;
  std::uint32_t size_;
};

class RingOrder {
 public:
  explicit RingOrder(const RingOwners& owners)  // keeps a reference
      : runs_(owners.runs()),
        one_run_each_(owners.runs().size() == owners.size()),
        order_(RunPoints(owners)) {}

  void set_slice(std::size_t points) { order_.set_slice(points); }

  // Calls visit(hash, owner) for every point, in order and each hash once.
  template <class Visit>
  void for_each(Visit visit) {
    std::uint64_t before = ~std::uint64_t{0};
    order_.for_each([&](std::uint32_t hash, std::uint32_t run) {
      if (hash == before) return;
      before = hash;
      visit(hash, one_run_each_ ? run : runs_[run].owner);
    });
  }

 private:
  std::span<const RingRun> runs_;
  bool one_run_each_;  // then runs and owners have the same numbers
  PointOrder<RunPoints> order_;
};

}  // namespace ek::predict::nginx
