// One backend of a running HAProxy, stepped request by request: persistence, the algorithm, limits,
// queues, refused connections.
//
// Source: configuration manual (`maxconn`, `maxqueue`, `retries`, `option redispatch`,
// `slowstart`); the order of events was checked against the running 2.6.12.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "predict/balancer.h"
#include "predict/haproxy/limits.h"
#include "predict/haproxy/persistence.h"
#include "predict/keys/haproxy_key.h"

namespace ek::predict::haproxy {

class RunningPool final : public Balancer {
 public:
  RunningPool(const Context& context, std::unique_ptr<Picker> picker, Persistence persistence);

  void dispatch(RequestId id, const model::Request& request, double now_s,
                Dispatch& result) override;
  void finish(RequestId id, double now_s, std::vector<Started>& started) override;
  void abandon(RequestId id, double now_s, std::vector<Started>& started) override;
  void set_up(ServerIndex server, bool up, double now_s) override;
  void set_refusing(ServerIndex server, bool refusing) override;
  void set_weight(ServerIndex server, std::uint32_t weight) override;
  std::uint32_t in_flight(ServerIndex server) const override { return servers_[server].served; }
  std::string_view doubt() const override { return persistence_.doubt(); }

 private:
  enum class Stage : std::uint8_t { served, server_queue, pool_queue };
  struct Flight {
    Stage stage = Stage::served;
    ServerIndex server = no_server;
    bool bound = false;                       // by persistence
    std::vector<StickKey> keys;               // to store in the stick table
    std::unique_ptr<model::Request> request;  // kept while it waits in a server's queue
  };
  struct Waiting {
    std::int64_t since_ms;
    RequestId id;
  };
  struct Server {
    ServerLimits limits;
    std::uint32_t weight = 0;
    std::uint32_t served = 0;
    bool backup = false, up = false, refusing = false;
    Warmup warmup;
    std::uint32_t fine_weight = 0;
    std::deque<Waiting> queue;
  };

  // Where a request goes next: a server, the pool's queue (all full), or nowhere.
  enum class Choice : std::uint8_t { server, wait, none };

  Choice choose(const model::Request& request, ServerIndex avoid, ServerIndex& server);
  void place(RequestId id, Flight& flight, const model::Request& request, ServerIndex bound_to,
             Dispatch& result);
  bool connect(ServerIndex& server, bool& bound, ServerIndex& avoid, std::uint32_t& retries,
               Dispatch& result, bool& refused);
  bool redispatches(ServerIndex server, bool bound, std::uint32_t retries) const;
  void enqueue(RequestId id, Flight& flight, ServerIndex server, Dispatch& result);
  void dequeue(ServerIndex server, std::vector<Started>& started, bool own_queue);
  void look_at_queue(RequestId id, Dispatch& result);
  void hand_out(RequestId id, ServerIndex server, std::vector<Started>& started);
  void redistribute(ServerIndex server);

  bool usable(ServerIndex server) const {
    return servers_[server].up && servers_[server].weight > 0;
  }
  bool may_empty_pool_queue(ServerIndex server) const;
  std::uint32_t allowed(const Server& server) const;
  bool at_limit(const Server& server) const;
  static bool queue_full(const Server& server) {
    return server.limits.maxqueue != 0 && server.queue.size() >= server.limits.maxqueue;
  }
  void take(ServerIndex server);
  void drop(ServerIndex server);
  void queue_changed(ServerIndex server);
  void refresh_full(ServerIndex server);
  void refresh_following();
  void refresh_candidates();
  void advance(double now_s);

  const model::Pool& pool_;
  std::unique_ptr<Picker> picker_;
  Persistence persistence_;
  std::unique_ptr<KeyReader> key_;
  SampleSpace space_;
  std::vector<Server> servers_;
  std::vector<std::uint8_t> up_;
  std::vector<ServerIndex> following_;  // whose limit depends on the pool's load or on time
  std::vector<ServerIndex> warming_;
  std::unordered_map<RequestId, Flight> flights_;
  std::deque<Waiting> pool_queue_;
  std::vector<Started> started_later_;  // let go when no call could tell; told by the next finish()
  std::uint32_t in_pool_ = 0;           // served and waiting
  std::uint32_t fullconn_ = 1;
  std::size_t active_ = 0, backups_ = 0;
  ServerIndex first_backup_ = no_server;
  bool turns_ = false;                 // every word but the hashing ones
  bool redispatches_at_once_ = false;  // after a refused connection, not only at the interval
  bool waits_behind_ = false;          // asks no algorithm while others wait in the pool's queue
  bool looks_after_queueing_ = false;  // from 3.2 on: at the queue that a request has just joined
  bool counts_queue_ = false;  // leastconn: a server with maxqueue may be picked to wait for
  bool fixed_weights_ = false;
  model::HashAffinity affinity_ = model::HashAffinity::always;
  double now_s_ = 0;
};

}  // namespace ek::predict::haproxy
