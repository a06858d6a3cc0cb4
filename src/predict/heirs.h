// Who takes over the arcs of a row of owners, should each be lost: collected in the order of the
// ring, read owner by owner. Four bytes an arc.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace ek::predict {

using OwnerId = std::uint32_t;  // who has points on a ring
inline constexpr OwnerId no_owner = ~OwnerId{0};

// An arc and where its keys go. Lengths are in hashes, of 2^32 in all.
struct Arc {
  std::uint64_t length = 0;
  OwnerId holder = no_owner;
  OwnerId heir = no_owner;  // whose it becomes when the holder is lost, where that was asked
};

class Heirs {
 public:
  // For the owners from `begin` to `end`; `arcs`: by owner of the whole ring, how many it has at
  // most.
  Heirs(OwnerId begin, OwnerId end, std::span<const std::uint32_t> arcs)
      : begin_(begin),
        owners_(static_cast<OwnerId>(arcs.size())),
        length_bits_(32 - static_cast<std::uint32_t>(std::bit_width(arcs.size()))),
        length_max_((std::uint64_t{1} << length_bits_) - 1) {
    std::uint32_t sum = 0;
    ends_.reserve(end - begin);
    for (OwnerId owner = begin; owner < end; ++owner) {
      ends_.push_back(sum);
      sum += arcs[owner];
    }
    packed_.resize(sum);
    starts_ = ends_;
  }

  // Arcs of other owners are left out.
  void add(const Arc& arc) {
    if (arc.length > length_max_) [[unlikely]]
      return add_long(arc);
    const OwnerId heir = arc.heir == no_owner ? owners_ : arc.heir;
    const OwnerId owner = arc.holder - begin_;
    gathered_[count_] = {owner, heir << length_bits_ | static_cast<std::uint32_t>(arc.length)};
    count_ += owner < ends_.size() ? 1 : 0;
    if (count_ == gathered_.size()) store();
  }
  // After the last one, before the first look.
  void finish() {
    store();
    std::stable_sort(long_.begin(), long_.end(),
                     [](const Arc& a, const Arc& b) { return a.holder < b.holder; });
  }

  // Calls visit(heir, length) for each arc of an owner.
  template <class Visit>
  void of(OwnerId owner, Visit visit) const {
    const std::size_t from = starts_[owner - begin_], to = ends_[owner - begin_];
    for (const std::uint32_t packed : std::span(packed_).subspan(from, to - from)) {
      const OwnerId heir = packed >> length_bits_;
      visit(heir == owners_ ? no_owner : heir, packed & length_max_);
    }
    const auto of_before = [](const Arc& arc, OwnerId holder) { return arc.holder < holder; };
    for (auto arc = std::lower_bound(long_.begin(), long_.end(), owner, of_before);
         arc != long_.end() && arc->holder == owner; ++arc)
      visit(arc->heir, arc->length);
  }

 private:
  struct Gathered {
    OwnerId owner;  // counted from begin_
    std::uint32_t packed;
  };
  void add_long(const Arc& arc) {
    if (arc.holder - begin_ < ends_.size()) long_.push_back(arc);
  }
  // Each goes to another place, far from the last one: all are fetched before any is written.
  void store() {
    std::array<std::uint32_t, gathered_room> places;
    for (std::size_t i = 0; i < count_; ++i) {
      places[i] = ends_[gathered_[i].owner]++;
      __builtin_prefetch(&packed_[places[i]], 1);
    }
    for (std::size_t i = 0; i < count_; ++i) packed_[places[i]] = gathered_[i].packed;
    count_ = 0;
  }

  static constexpr std::size_t gathered_room = 64;
  OwnerId begin_, owners_;
  std::uint32_t length_bits_;  // the lower bits of a packed arc; its heir has the others
  std::uint64_t length_max_;
  std::array<Gathered, gathered_room> gathered_;
  std::size_t count_ = 0;
  std::vector<std::uint32_t> packed_;
  std::vector<std::uint32_t> starts_, ends_;  // by owner, into packed_
  // Arcs that do not fit. They are few: as long as that, no more arcs than owners fill the circle.
  std::vector<Arc> long_;
};

}  // namespace ek::predict
