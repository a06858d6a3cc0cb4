#include "predict/nginx/spread.h"

#include <algorithm>

namespace ek::predict::nginx {

Spread::Spread(const Context& context, std::span<const ServerIndex> candidates)
    : context_(context), candidates_(candidates.begin(), candidates.end()) {
  candidate_.assign(context.pool.servers.size(), 0);
  taken_.assign(context.pool.servers.size(), untouched);
  for (const ServerIndex i : candidates_) {
    candidate_[i] = 1;
    weight_ += context.pool.servers[i].weight.value;
  }
}

std::vector<double> Spread::take_shares() {
  std::vector<double> result;
  result.reserve(candidates_.size());
  for (const ServerIndex i : candidates_)
    result.push_back(std::max(taken_[i], 0.0) +
                     rotated_ * context_.pool.servers[i].weight.value / weight_);
  clear();
  return result;
}

void Spread::clear() {
  for (const ServerIndex i : touched_) taken_[i] = untouched;
  touched_.clear();
  rotated_ = 0;
}

Shift Spread::take_shift(ServerIndex lost) {
  if (rotated_ > rotated_min) {
    const double rest = weight_ - context_.pool.servers[lost].weight.value;
    for (const ServerIndex i : candidates_)
      if (i != lost) add(i, rotated_ * context_.pool.servers[i].weight.value / rest);
  }
  Shift shift;
  shift.moved.reserve(touched_.size());
  for (const ServerIndex i : touched_)
    if (i != lost) shift.moved.emplace_back(i, taken_[i]);
  clear();
  return shift;
}

}  // namespace ek::predict::nginx
