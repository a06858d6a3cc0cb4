// The part of the running pool in which requests wait: a server's own queue, and the pool's.
#include <cmath>
#include <utility>

#include "predict/haproxy/running_pool.h"

namespace ek::predict::haproxy {

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

void RunningPool::abandon(RequestId id, double now_s, std::vector<Started>& started) {
  advance(now_s);
  const auto found = flights_.find(id);
  if (found == flights_.end() || found->second.stage == Stage::served) return;
  const ServerIndex server = found->second.server;
  std::erase_if(server == no_server ? pool_queue_ : servers_[server].queue,
                [&](const Waiting& waiting) { return waiting.id == id; });
  if (server != no_server) queue_changed(server);
  persistence_.forget(found->second.keys);
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
      persistence_.forget(flight.keys);
      continue;
    }
    if (result.outcome == Outcome::placed) started_later_.push_back({one.id, result.server});
    flights_.emplace(one.id, std::move(flight));
  }
}

}  // namespace ek::predict::haproxy
