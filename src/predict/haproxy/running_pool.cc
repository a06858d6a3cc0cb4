#include "predict/haproxy/running_pool.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace ek::predict::haproxy {

RunningPool::RunningPool(const Context& context, std::unique_ptr<Picker> picker,
                         Persistence persistence)
    : pool_(context.pool), picker_(std::move(picker)), persistence_(std::move(persistence)) {
  const std::string& word = pool_.balance.algorithm.value;
  const Algorithm* algorithm = algorithm_of(context);
  turns_ = algorithm == nullptr || algorithm->key == KeyFrom::nothing;
  if (!turns_) {
    key_ = std::make_unique<KeyReader>(pool_.balance.key.value, word, context.program.version);
    if (pool_.balance.hash_type.value.function == model::HashFunction::none) key_->read_as_number();
  }
  waits_behind_ = word == "roundrobin" || word == "static-rr" || word == "first";
  // leastconn and first since 2.7 and, of the lines before, since some release after the first.
  const model::Version version = context.program.version;
  const bool only_turns = version < model::Version{2, 7, 0} && version.patch == 0;
  redispatches_at_once_ = turns_ && !(only_turns && (word == "leastconn" || word == "first"));
  counts_queue_ = word == "leastconn";
  looks_after_queueing_ = version >= model::Version{3, 2, 0};
  fixed_weights_ = word == "static-rr" || (!turns_ && pool_.balance.hash_type.value.mapping ==
                                                          model::HashMapping::map_based);
  affinity_ = pool_.balance.affinity.value;
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
    persistence_.forget(flight.keys);
    const ServerIndex last = std::exchange(result.server, no_server);
    if (last != no_server) dequeue(last, result.started, true);
    return;
  }
  result.persisted = flight.bound;
  flights_.emplace(id, std::move(flight));
  // It may be the one that raises the limit (minconn): then the oldest that wait for the same
  // server go, maybe this one too.
  if (looks_after_queueing_ && result.outcome == Outcome::queued && result.server != no_server)
    look_at_queue(id, result);
}

void RunningPool::look_at_queue(RequestId id, Dispatch& result) {
  dequeue(result.server, result.started, true);
  const auto itself = std::ranges::find(result.started, id, &Started::request);
  if (itself == result.started.end()) return;
  result.started.erase(itself);
  result.outcome = Outcome::placed;
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
      if (choice == Choice::wait) return enqueue(id, flight, no_server, result);
    }
    if (at_limit(servers_[server])) {
      if (!queue_full(servers_[server])) {
        flight.bound = bound;
        if (pool_.limits.redispatch.value)
          flight.request = std::make_unique<model::Request>(request);
        return enqueue(id, flight, server, result);
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
  return !bound && active_ > 1 && redispatches_at_once_;
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

}  // namespace ek::predict::haproxy
