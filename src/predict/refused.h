// Requests that a program without a queue (nginx) refuses: no server has a place for them. Internal
// to predict/.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "predict/prediction.h"

namespace ek::predict {

// Any server with a place will do, whatever the method, and places are all alike: however the
// requests are shared out, the pool is one group of places (Erlang's B formula; it asks nothing of
// the service times but their mean), backups included.
class Places {
 public:
  Places(const Context& context, const PoolForecast& forecast);

  // The part of the requests that is refused while `lost` are down; nullopt: a server that is left
  // has no limit, or one of its own behind it that makes requests stay longer; or the rate or the
  // service time is not known.
  // Several workers with places of their own: if the requests were divided evenly among them.
  std::optional<double> refused_without(std::span<const ServerIndex> lost) const;
  // If one worker got every request. Nobody is lost.
  double refused_of_one_worker() const;
  bool several_workers() const { return counters_ > 1; }

 private:
  const PoolForecast* forecast_;
  const model::Pool* pool_;
  std::uint64_t sum_ = 0;                // that one process lets in at once
  std::size_t unlimited_ = 0;            // servers
  std::uint32_t counters_ = 1;           // processes that count, each for itself
  double offered_ = -1;                  // to one process; below 0: the formula does not apply
  mutable std::vector<double> refused_;  // by places; when it is asked first
};

}  // namespace ek::predict
