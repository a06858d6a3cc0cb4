#include "predict/haproxy/running_pool.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "base/units.h"

namespace ek::predict::haproxy {
namespace {

bool hashes(std::string_view word) {
  return word == "source" || word == "uri" || word == "url_param" || word == "hdr" ||
         word == "rdp-cookie" || word == "hash";
}

}  // namespace

RunningPool::RunningPool(const Context& context, std::unique_ptr<Picker> picker,
                         Persistence persistence)
    : pool_(context.pool), picker_(std::move(picker)), persistence_(std::move(persistence)) {
  const std::string& word = pool_.balance.algorithm.value;
  if (hashes(word)) key_ = std::make_unique<KeyReader>(pool_.balance.key.value, word);
  turns_ = !hashes(word);
  waits_behind_ = word == "roundrobin" || word == "static-rr" || word == "first";
  counts_queue_ = word == "leastconn";
  fixed_weights_ = word == "static-rr" || (hashes(word) && pool_.balance.hash_type.value.mapping ==
                                                               model::HashMapping::map_based);
  fullconn_ = std::max(1u, pool_.limits.fullconn.value);
  for (ServerIndex i = 0; i < pool_.servers.size(); ++i) {
    const model::Server& server = pool_.servers[i];
    Server& made = servers_.emplace_back();
    made.limits = limits_of(server);
    made.weight = server.weight.value;
    made.backup = server.backup.value;
    made.up = !server.disabled.value;
    up_.push_back(made.up ? 1 : 0);
    if (made.limits.follows_load) following_.push_back(i);
  }
  refresh_candidates();
}

void RunningPool::dispatch(RequestId id, const model::Request& request, double now_s,
                           Dispatch& result) {
  advance(now_s);
  result.failed.clear();
  result.started.clear();
  result.persisted = false;
  result.outcome = Outcome::refused;
  result.server = no_server;
  ++in_pool_;
  Flight flight;
  ServerIndex bound_to = no_server;
  if (persistence_.any()) bound_to = persistence_.find(request, up_, now_s, flight.keys);
  place(id, flight, request, bound_to, result);
  if (result.outcome == Outcome::refused) {
    // What it leaves behind counts one request less, and its last server looks at its queue again:
    // with minconn the limit may have grown since anyone did.
    --in_pool_;
    const ServerIndex last = std::exchange(result.server, no_server);
    if (last != no_server) dequeue(last, result.started, true);
    return;
  }
  result.persisted = flight.bound;
  flights_.emplace(id, std::move(flight));
}

void RunningPool::place(RequestId id, Flight& flight, const model::Request& request,
                        ServerIndex bound_to, Dispatch& result) {
  ServerIndex server = bound_to, avoid = no_server;
  bool bound = bound_to != no_server;
  std::uint32_t retries = 0;
  while (true) {
    if (server == no_server) {
      const Choice choice = choose(request, avoid, server);
      if (choice == Choice::none) return;
      if (choice == Choice::wait) {
        enqueue(id, flight, no_server, result);
        return;
      }
    }
    Server& chosen = servers_[server];
    if (at_limit(chosen)) {
      const bool queue_full =
          chosen.limits.maxqueue != 0 && chosen.queue.size() >= chosen.limits.maxqueue;
      if (!queue_full) {
        flight.bound = bound;
        if (pool_.limits.redispatch.value)
          flight.request = std::make_unique<model::Request>(request);
        enqueue(id, flight, server, result);
        return;
      }
      if (!bound || !pool_.limits.redispatch.value) {
        result.server = server;
        return;
      }
      avoid = std::exchange(server, no_server);
      bound = false;
      continue;
    }
    take(server);
    bool refused = false;
    if (connect(server, bound, avoid, retries, result, refused)) {
      flight.server = server;
      flight.bound = bound;
      flight.stage = Stage::served;
      result.outcome = Outcome::placed;
      result.server = server;
      return;
    }
    if (refused) return;
  }
}

// One server's attempts. True: connected. False: `refused`, or another server is to be chosen.
bool RunningPool::connect(ServerIndex& server, bool& bound, ServerIndex& avoid,
                          std::uint32_t& retries, Dispatch& result, bool& refused) {
  const auto& retry_on = pool_.limits.retry_on;
  const bool may_retry =
      !retry_on.stated() ||
      std::any_of(retry_on.value.begin(), retry_on.value.end(), [](const std::string& event) {
        return event == "conn-failure" || event == "all-retryable-errors";
      });
  while (servers_[server].refusing) {
    result.failed.push_back(server);
    ++retries;
    if (retries > pool_.limits.retries.value || !may_retry) {
      drop(server);
      refused = true;
      return false;
    }
    if (!redispatches(server, bound, retries)) continue;
    drop(server);
    avoid = std::exchange(server, no_server);
    bound = false;
    return false;
  }
  return true;
}

// After a refused connection: another server (true) or the same one again.
bool RunningPool::redispatches(ServerIndex server, bool bound, std::uint32_t retries) const {
  if (!pool_.limits.redispatch.value) return false;
  if (!servers_[server].up) return true;
  const std::int64_t interval = pool_.limits.redispatch_interval.value;
  const auto tried = static_cast<std::int64_t>(retries);
  const std::int64_t every =
      interval > 0 ? interval : std::int64_t{pool_.limits.retries.value} + 1 + interval;
  if (interval != 0 && every > 0 && tried % every == 0) return true;
  return !bound && active_ > 1 && turns_;
}

RunningPool::Choice RunningPool::choose(const model::Request& request, ServerIndex avoid,
                                        ServerIndex& server) {
  if (active_ == 0 && backups_ == 0) return Choice::none;
  if (waits_behind_ && !pool_queue_.empty() && pool_queue_.size() != in_pool_) return Choice::wait;
  if (!following_.empty() || !warming_.empty()) refresh_following();
  const std::string_view key = key_ == nullptr ? std::string_view() : key_->bytes(request, space_);
  server = picker_->pick(key, avoid);
  return server == no_server ? Choice::wait : Choice::server;
}

void RunningPool::enqueue(RequestId id, Flight& flight, ServerIndex server, Dispatch& result) {
  const Waiting waiting{static_cast<std::int64_t>(std::floor(now_s_ * 1000)), id};
  flight.server = server;
  flight.stage = server == no_server ? Stage::pool_queue : Stage::server_queue;
  if (server == no_server) {
    pool_queue_.push_back(waiting);
  } else {
    servers_[server].queue.push_back(waiting);
    queue_changed(server);
  }
  result.outcome = Outcome::queued;
  result.server = server;
}

void RunningPool::finish(RequestId id, double now_s, std::vector<Started>& started) {
  advance(now_s);
  started.insert(started.end(), started_later_.begin(), started_later_.end());
  started_later_.clear();
  const auto found = flights_.find(id);
  EK_ASSERT(found != flights_.end() && found->second.stage == Stage::served);
  const ServerIndex server = found->second.server;
  if (!found->second.keys.empty()) persistence_.remember(found->second.keys, server, now_s);
  flights_.erase(found);
  drop(server);
  dequeue(server, started, true);  // while the request that ends still counts towards fullconn
  --in_pool_;
  refresh_full(server);
}

void RunningPool::abandon(RequestId id, double now_s, std::vector<Started>& started) {
  advance(now_s);
  const auto found = flights_.find(id);
  if (found == flights_.end() || found->second.stage == Stage::served) return;
  const ServerIndex server = found->second.server;
  std::erase_if(server == no_server ? pool_queue_ : servers_[server].queue,
                [&](const Waiting& waiting) { return waiting.id == id; });
  if (server != no_server) queue_changed(server);
  flights_.erase(found);
  --in_pool_;
  if (server != no_server) dequeue(server, started, true);
}

// The oldest waiting request first, of the server's own queue and the pool's; at the same
// millisecond the server's own.
void RunningPool::dequeue(ServerIndex index, std::vector<Started>& started, bool own_queue) {
  Server& server = servers_[index];
  const bool pool_too = may_empty_pool_queue(index);
  bool any = false;
  while (server.served < allowed(server)) {
    const bool own = own_queue && !server.queue.empty();
    const bool common = pool_too && !pool_queue_.empty();
    if (!own && !common) break;
    const bool take_own =
        own && (!common || server.queue.front().since_ms <= pool_queue_.front().since_ms);
    std::deque<Waiting>& queue = take_own ? server.queue : pool_queue_;
    const RequestId id = queue.front().id;
    queue.pop_front();
    if (take_own) picker_->set_queued(index, static_cast<std::uint32_t>(server.queue.size()));
    ++server.served;
    hand_out(id, index, started);
    any = true;
    picker_->take(index);
  }
  if (any) refresh_full(index);
}

void RunningPool::hand_out(RequestId id, ServerIndex server, std::vector<Started>& started) {
  Flight& flight = flights_.at(id);
  flight.stage = Stage::served;
  flight.server = server;
  started.push_back({id, server});
}

bool RunningPool::may_empty_pool_queue(ServerIndex server) const {
  if (!usable(server)) return false;
  if (!servers_[server].backup) return true;
  return active_ == 0 && (pool_.balance.all_backups.value || server == first_backup_);
}

void RunningPool::set_up(ServerIndex server, bool up, double now_s) {
  advance(now_s);
  Server& changed = servers_[server];
  if (changed.up == up) return;
  changed.up = up;
  up_[server] = up ? 1 : 0;
  const double slowstart_s = base::seconds(pool_.servers[server].slowstart.value);
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

// The requests that wait for a server that went down are placed anew.
void RunningPool::redistribute(ServerIndex server) {
  std::deque<Waiting> waiting;
  waiting.swap(servers_[server].queue);
  queue_changed(server);
  for (const Waiting& one : waiting) {
    Flight flight = std::move(flights_.at(one.id));
    flights_.erase(one.id);
    Dispatch result;
    const std::unique_ptr<model::Request> request = std::move(flight.request);
    place(one.id, flight, *request, no_server, result);
    if (result.outcome == Outcome::refused) {
      --in_pool_;
      continue;
    }
    if (result.outcome == Outcome::placed) started_later_.push_back({one.id, result.server});
    flights_.emplace(one.id, std::move(flight));
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
