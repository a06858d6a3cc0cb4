#include "predict/least_row.h"

namespace ek::predict {
namespace {

template <class Rank>
Rank lesser(Rank a, Rank b) {
  return a < b ? a : b;
}
// By value and without a branch: which of them is the least cannot be foreseen.
template <class Rank>
Rank least_of(std::span<const Rank> ranks) {
  Rank least = LeastRow<Rank>::absent;
  for (const Rank rank : ranks) least = lesser(rank, least);
  return least;
}

}  // namespace

// Bounds are raised to what is true until the lowest of them is.
template <class Rank>
std::size_t LeastRow<Rank>::block_of_least() {
  while (true) {
    const auto lowest = std::ranges::min_element(bounds_);
    const auto number = static_cast<std::size_t>(lowest - bounds_.begin());
    const Rank least = least_of(ranks_of(number));
    if (least == *lowest) return number;
    *lowest = least;
  }
}

// Takes it out of the row; its rank has to be put back.
template <class Rank>
auto LeastRow<Rank>::extract_least() -> Ranked {
  const std::size_t number = block_of_least();
  const Rank least = bounds_[number];
  const auto ranks = ranks_of(number);
  const auto at = static_cast<std::size_t>(std::ranges::find(ranks, least) - ranks.begin());
  const auto who = static_cast<std::uint32_t>(number * block + at);
  ranks_[who] = absent;
  bounds_[number] = least_of(ranks);
  return {who, least};
}

template <class Rank>
void LeastRow<Rank>::look() {
  if (ranks_.empty()) return;
  keep_below(who_, ranks_[who_]);
  keep_below(next_, ranks_[next_]);
  const auto [first, rank] = extract_least();
  const auto [second, second_rank] = extract_least();
  ranks_[second] = second_rank;
  ranks_[first] = rank;
  who_ = first, next_ = second;
  rank_ = rank, bound_ = second_rank;
}

template <class Rank>
std::optional<std::uint32_t> LeastRow<Rank>::only_least() {
  if (!known_least()) look();
  if (rank_ < bound_) return who_;
  return std::nullopt;
}

template <class Rank>
std::optional<std::uint32_t> LeastRow<Rank>::least_but(std::uint32_t who) {
  const Rank own = ranks_[who];
  set(who, absent);
  const auto least = only_least();
  set(who, own);
  return least;
}

template <class Rank>
void LeastRow<Rank>::find_least(std::vector<std::uint32_t>& all) {
  all.clear();
  if (bound_ < rank_) look();
  if (rank_ == absent) return;
  for (std::size_t number = 0; number < bounds_.size(); ++number) {
    if (rank_ < bounds_[number] && number != who_ / block && number != next_ / block) continue;
    const auto ranks = ranks_of(number);
    for (std::size_t i = 0; i < ranks.size(); ++i)
      if (ranks[i] == rank_) all.push_back(static_cast<std::uint32_t>(number * block + i));
  }
}

template class LeastRow<double>;
template class LeastRow<std::uint64_t>;

}  // namespace ek::predict
