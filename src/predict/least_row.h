// Who has the least of a row of ranks that change one at a time.
//
// Mostly that is known without a look at the others: a bound is kept that none of them is below,
// and while the least is below it, it is the least for certain. Who was at the bound is remembered
// and follows when the least rises. A server whose connection ends is mostly among the next to be
// chosen, so that a look is seldom needed. For that look every block of the row has a bound too,
// and only blocks that may have the least are looked through.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ek::predict {

// Rank: double or std::uint64_t.
template <class Rank>
class LeastRow {
 public:
  static constexpr Rank absent = std::numeric_limits<Rank>::max();  // never the least

  LeastRow() = default;
  explicit LeastRow(std::size_t size)  // all absent
      : ranks_(size, absent), bounds_((size + block - 1) / block, absent) {}

  std::size_t size() const { return ranks_.size(); }

  void set(std::uint32_t who, Rank rank) {
    ranks_[who] = rank;
    if (who == who_) {
      rank_ = rank;
      return;
    }
    if (rank < rank_) {
      std::swap(who, who_);
      std::swap(rank, rank_);
    }
    if (rank < bound_) {
      bound_ = rank;
      std::swap(who, next_);
      rank = ranks_[who];
    }
    keep_below(who, rank);
  }

  // Who has the least, if one alone has; `known`: if that is known without a look.
  std::optional<std::uint32_t> known_least() {
    if (rank_ < bound_ || advance()) return who_;
    return std::nullopt;
  }
  std::optional<std::uint32_t> only_least();
  std::optional<std::uint32_t> least_but(std::uint32_t who);  // the same of the others
  // All that have it, in their order; none when all are absent.
  void find_least(std::vector<std::uint32_t>& all);

 private:
  static constexpr std::size_t block = 32;  // a sweep over 1,000 ranks' blocks is as long

  struct Ranked {
    std::uint32_t who;
    Rank rank;
  };

  void keep_below(std::uint32_t who, Rank rank) {
    Rank& bound = bounds_[who / block];
    if (rank < bound) bound = rank;
  }
  std::span<const Rank> ranks_of(std::size_t number) const {  // of one block
    const std::size_t begin = number * block;
    return std::span(ranks_).subspan(begin, std::min(block, size() - begin));
  }
  std::size_t block_of_least();
  Ranked extract_least();
  // The least rose above the bound: who was there is the least, if that is below the rest.
  bool advance() {
    Rank rest = absent;
    for (const Rank bound : bounds_) rest = bound < rest ? bound : rest;
    const Rank next = next_ < size() ? ranks_[next_] : absent;
    if (next >= rest || next >= rank_) return false;
    std::swap(who_, next_);
    bound_ = rank_ < rest ? rank_ : rest;
    rank_ = next;
    return true;
  }
  void look();

  std::vector<Rank> ranks_;
  std::vector<Rank> bounds_;  // by block: of all in it but who_ and next_
  std::uint32_t who_ = 0, next_ = 0;
  Rank rank_ = absent;                                // of who_
  Rank bound_ = std::numeric_limits<Rank>::lowest();  // of all but who_; next_ was there
};

extern template class LeastRow<double>;
extern template class LeastRow<std::uint64_t>;

}  // namespace ek::predict
