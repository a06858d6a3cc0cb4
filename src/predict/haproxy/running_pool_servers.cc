// The part of the running pool that follows its servers: up and down, weights, slowstart, and
// whether each is at its limit.
#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "predict/haproxy/running_pool.h"

namespace ek::predict::haproxy {

void RunningPool::set_up(ServerIndex server, bool up, double now_s) {
  advance(now_s);
  Server& changed = servers_[server];
  if (changed.up == up) return;
  changed.up = up;
  up_[server] = up ? 1 : 0;
  const double slowstart_s = base::seconds(pool_.servers[server].extras->slowstart.value);
  changed.warmup = {};
  std::erase(warming_, server);
  if (up && slowstart_s > 0) {
    changed.warmup = {true, static_cast<std::int64_t>(std::floor(now_s)),
                      static_cast<std::int64_t>(std::ceil(slowstart_s))};
    warming_.push_back(server);
    if (!fixed_weights_) {
      changed.fine_weight = warming_weight(changed.weight, changed.warmup,
                                           static_cast<std::int64_t>(std::floor(now_s)));
      picker_->set_fine_weight(server, changed.fine_weight);
    }
  }
  refresh_candidates();
  refresh_full(server);
  if (up) {
    dequeue(server, started_later_, false);
  } else if (pool_.limits.redispatch.value && !pool_.persistence.persist.value) {
    redistribute(server);
  }
}

void RunningPool::set_refusing(ServerIndex server, bool refusing) {
  servers_[server].refusing = refusing;
}

void RunningPool::set_weight(ServerIndex server, std::uint32_t weight) {
  Server& changed = servers_[server];
  if (fixed_weights_ && weight != 0 && weight != pool_.servers[server].weight.value) return;
  changed.weight = weight;
  if (changed.warmup.running) {
    changed.fine_weight =
        warming_weight(weight, changed.warmup, static_cast<std::int64_t>(std::floor(now_s_)));
    picker_->set_fine_weight(server, changed.fine_weight);
  } else {
    picker_->set_weight(server, weight);
  }
  refresh_candidates();
}

std::uint32_t RunningPool::allowed(const Server& server) const {
  return connections_allowed(server.limits, in_pool_, fullconn_, server.warmup,
                             static_cast<std::int64_t>(std::floor(now_s_)));
}

bool RunningPool::at_limit(const Server& server) const {
  return server.limits.maxconn != 0 && (!server.queue.empty() || server.served >= allowed(server));
}

void RunningPool::take(ServerIndex server) {
  ++servers_[server].served;
  picker_->take(server);
  refresh_full(server);
}

void RunningPool::drop(ServerIndex server) {
  --servers_[server].served;
  picker_->drop(server);
  refresh_full(server);
}

void RunningPool::queue_changed(ServerIndex server) {
  picker_->set_queued(server, static_cast<std::uint32_t>(servers_[server].queue.size()));
  refresh_full(server);
}

void RunningPool::refresh_full(ServerIndex index) {
  const Server& server = servers_[index];
  if (server.limits.maxconn == 0) return;
  const bool full = counts_queue_ ? server.served + server.queue.size() >=
                                        std::size_t{allowed(server)} + server.limits.maxqueue
                                  : at_limit(server);
  picker_->set_full(index, full);
  const bool queue_counts = affinity_ == model::HashAffinity::maxqueue;
  if (affinity_ == model::HashAffinity::maxconn)
    picker_->set_passed_over(index, server.served >= allowed(server));
  else if (queue_counts && server.limits.maxqueue != 0)
    picker_->set_passed_over(index, server.served + server.queue.size() >=
                                        std::size_t{allowed(server)} + server.limits.maxqueue);
}

void RunningPool::refresh_following() {
  for (const ServerIndex server : following_) refresh_full(server);
  for (const ServerIndex server : warming_) refresh_full(server);
}

// The picker takes all usable servers and applies the rule of active and backup servers itself.
void RunningPool::refresh_candidates() {
  std::vector<ServerIndex> candidates;
  active_ = backups_ = 0;
  first_backup_ = no_server;
  for (ServerIndex i = 0; i < servers_.size(); ++i) {
    if (!usable(i)) continue;
    candidates.push_back(i);
    ++(servers_[i].backup ? backups_ : active_);
    if (servers_[i].backup && first_backup_ == no_server) first_backup_ = i;
  }
  picker_->set_candidates(candidates);
}

// Slowstart: weights are adjusted once a second, or 20 times over a long one.
void RunningPool::advance(double now_s) {
  now_s_ = std::max(now_s_, now_s);
  if (warming_.empty()) return;
  const auto second = static_cast<std::int64_t>(std::floor(now_s_));
  for (std::size_t i = 0; i < warming_.size();) {
    const ServerIndex server = warming_[i];
    Server& warming = servers_[server];
    const std::uint32_t fine = warming_weight(warming.weight, warming.warmup, second);
    if (!fixed_weights_ && fine != warming.fine_weight) {
      warming.fine_weight = fine;
      picker_->set_fine_weight(server, fine);
    }
    if (second >= warming.warmup.since_s + warming.warmup.length_s) {
      warming.warmup = {};
      warming_.erase(warming_.begin() + static_cast<std::ptrdiff_t>(i));
      refresh_full(server);
    } else {
      ++i;
    }
  }
}

}  // namespace ek::predict::haproxy
