#include "predict/nginx/hash_walk.h"

#include <algorithm>

#include "predict/nginx/attempt.h"
#include "predict/nginx/primaries.h"

namespace ek::predict::nginx {
namespace {

constexpr std::uint64_t places_max =
    std::uint64_t{HashWalk::step_values} * (unsuitable_max + 1);  // no sum is greater
constexpr double negligible = 1e-13;                              // of all keys

}  // namespace

HashWalk::HashWalk(const Context& context) : order_(primaries(context)) {
  ends_.reserve(order_.size());
  for (const ServerIndex i : order_)
    ends_.push_back(total_ += context.pool.servers[i].weight.value);
  wraps_ = total_ <= places_max;
  density_.resize(static_cast<std::size_t>(std::min(total_, places_max)));
  scratch_.resize(density_.size());
}

std::size_t HashWalk::places_of(const Context& context) {
  std::uint64_t total = 0;
  for (const ServerIndex i : primaries(context)) total += context.pool.servers[i].weight.value;
  return static_cast<std::size_t>(std::min(total, places_max));
}

// The new density at t is the mean of the old one over the 32768 places before t, t included.
void HashWalk::step() {
  const std::size_t size = density_.size();
  const std::size_t window = wraps_ ? step_values % size : step_values;
  double laps = 0;
  if (wraps_)
    for (const double mass : density_) laps += mass;
  laps *= wraps_ ? static_cast<double>(step_values / size) : 0;
  double inside = 0;  // over the `window` places up to and including t
  if (wraps_)
    for (std::size_t i = size - window + 1; i < size && window > 0; ++i) inside += density_[i];
  for (std::size_t t = 0; t < size; ++t) {
    if (window > 0) {
      inside += density_[t];
      scratch_[t] = (laps + inside) / step_values;
      const std::size_t oldest = t + 1 >= window ? t + 1 - window : t + 1 + size - window;
      if (wraps_ || t + 1 >= window) inside -= density_[oldest];
    } else {
      scratch_[t] = laps / step_values;
    }
  }
  density_.swap(scratch_);
}

bool HashWalk::settle(Spread& spread, ServerIndex lost) {
  double left = 0;
  std::size_t t = 0;
  for (std::size_t k = 0; k < order_.size() && t < density_.size(); ++k) {
    const std::size_t end = std::min<std::size_t>(ends_[k], density_.size());
    double mass = 0;
    for (std::size_t i = t; i < end; ++i) mass += density_[i];
    if (order_[k] == lost || !spread.is_candidate(order_[k])) {
      left += mass;
    } else {
      std::fill(density_.begin() + static_cast<std::ptrdiff_t>(t),
                density_.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
      spread.add(order_[k], mass);
    }
    t = end;
  }
  return left > negligible;
}

void HashWalk::run(Spread& spread, ServerIndex lost) {
  if (density_.empty()) return spread.add_rotated(1);  // no slots: backups alone
  std::fill(density_.begin(), density_.end(), 0.0);
  density_[0] = 1;
  for (std::uint32_t steps = 0; steps <= unsuitable_max; ++steps) {
    step();
    if (!settle(spread, lost)) return;
  }
  for (const double mass : density_) spread.add_rotated(mass);
}

}  // namespace ek::predict::nginx
