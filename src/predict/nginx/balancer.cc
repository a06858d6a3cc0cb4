#include "predict/nginx/balancer.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/assert.h"
#include "predict/keys/nginx_keys.h"
#include "predict/nginx/grades.h"
#include "predict/nginx/method.h"
#include "predict/nginx/sticky.h"

namespace ek::predict::nginx {
namespace {

// Of http and stream alike: choose, connect; refused: count the failure and choose the next.
class NginxBalancer final : public Balancer {
 public:
  NginxBalancer(const Context& context, const BalancerOptions& options)
      : program_(context.program),
        pool_(context.pool),
        seed_(options.seed),
        tries_max_(pool_.limits.next_upstream_tries.value),
        goes_on_(tries_next(pool_)) {
    refusing_.assign(pool_.servers.size(), 0);
    is_down_.assign(pool_.servers.size(), 0);
    restart();
  }

  void dispatch(RequestId id, const model::Request& request, double now_s,
                Dispatch& result) override {
    result.outcome = Outcome::refused;
    result.server = no_server;
    result.failed.clear();
    result.started.clear();
    result.persisted = false;
    const std::int64_t now = whole_seconds(now_s);
    const PeerId named = sticky_.peer_of(request);
    attempt_->start(key_of(context(), request, key_bytes_), named);
    std::uint32_t tries = peers_->tries();
    if (tries_max_ != 0) tries = std::min(tries, tries_max_);
    for (;;) {
      const PeerId peer = method_->choose(*peers_, *attempt_, now);
      if (peer == no_peer) return;  // "no live upstreams"
      peers_->begin(peer, now);
      attempt_->mark_tried(peer);
      const ServerIndex server = peers_->server(peer);
      if (refusing_[server] == 0) {
        result.outcome = Outcome::placed;
        result.server = server;
        result.persisted = peer == named;
        flights_.emplace(id, Flight{peer, generation_});
        return;
      }
      peers_->end_failed(peer, now);
      result.failed.push_back(server);
      if (peers_->primary().single || tries <= 1 || !goes_on_) return;
      --tries;
    }
  }

  void finish(RequestId id, double, std::vector<Started>&) override {
    const auto flight = flights_.find(id);
    EK_ASSERT(flight != flights_.end());
    if (flight->second.generation == generation_) peers_->end_well(flight->second.peer);
    flights_.erase(flight);
  }
  void abandon(RequestId, double, std::vector<Started>&) override {
  }  // open-source nginx has no queue

  void set_up(ServerIndex server, bool up, double) override {
    is_down_[server] = !up;
    peers_->set_down(peers_->of(server), !up || pool_.servers[server].disabled.value);
  }
  void set_refusing(ServerIndex server, bool refusing) override { refusing_[server] = refusing; }

  // Takes a reload in nginx: the new workers count and rotate from the beginning.
  void set_weight(ServerIndex server, std::uint32_t weight) override {
    if (pool_.servers[server].weight.value == weight) return;
    pool_.servers[server].weight.value = weight;
    restart();
  }
  std::uint32_t in_flight(ServerIndex server) const override {
    return peers_->conns(peers_->of(server));
  }

 private:
  struct Flight {
    PeerId peer;
    std::uint32_t generation;
  };

  static bool tries_next(const model::Pool& pool) {
    const auto& conditions = pool.limits.next_upstream;
    if (!conditions.stated()) return true;  // the default: error timeout; stream: on
    return std::ranges::any_of(
        conditions.value, [](const std::string& word) { return word == "error" || word == "on"; });
  }
  static std::int64_t whole_seconds(double now_s) {
    return static_cast<std::int64_t>(std::floor(now_s));
  }
  Context context() const { return {program_, pool_}; }

  void restart() {
    ++generation_;
    peers_ = std::make_unique<Peers>(context());
    method_ = method_of(context(), *peers_, seed_);
    attempt_ = std::make_unique<Attempt>(peers_->size());
    sticky_ = Sticky(context(), *peers_);
    for (ServerIndex i = 0; i < is_down_.size(); ++i)
      if (is_down_[i] != 0) peers_->set_down(peers_->of(i), true);
  }

  model::Program program_;
  model::Pool pool_;
  std::uint64_t seed_;
  std::uint32_t tries_max_;
  bool goes_on_;
  std::unique_ptr<Peers> peers_;
  std::unique_ptr<Method> method_;
  std::unique_ptr<Attempt> attempt_;
  Sticky sticky_;
  std::vector<std::uint8_t> refusing_, is_down_;
  std::unordered_map<RequestId, Flight> flights_;
  std::uint32_t generation_ = 0;
  std::string key_bytes_;
};

std::string unknown_key_part(const model::Pool& pool) {
  if (pool.balance.algorithm.value != "hash") return {};
  for (const model::KeyPart& part : pool.balance.key.value.parts)
    if (part.source == model::KeySource::unsupported)
      return "the value of " + part.text + " in its hash key " + why_unknown(part);
  return {};
}

std::string why_not(const Context& context) {
  const Algorithm* algorithm = algorithm_of(context);
  if (context.pool.partly_unread()) return std::string(part_unread);
  if (algorithm == nullptr)
    return "nginx's method " + context.pool.balance.algorithm.value + " is not known";
  return algorithm->grade(context).reason;
}

}  // namespace

std::string picks_unknown(const Context& context) {
  return unknown_key_part(context.pool);
}

base::Result<std::unique_ptr<Balancer>> make_balancer(const Context& context,
                                                      const BalancerOptions& options) {
  const auto& pool = context.pool;
  const auto unknown = [&](const std::string& why) {
    return base::failure("pool " + pool.name + ": single picks cannot be predicted, because " +
                         why);
  };
  if (pool.partly_unread()) return unknown(why_not(context));
  if (pool.servers.empty()) return base::failure("pool " + pool.name + " has no servers");
  if (std::ranges::all_of(pool.servers, [](const auto& server) { return server.backup.value; }))
    return base::failure("pool " + pool.name + " has only backup servers; nginx does not start");
  const Peers peers(context);
  if (method_of(context, peers, 0) == nullptr) return unknown(why_not(context));
  if (const std::string why = nginx::picks_unknown(context); !why.empty()) return unknown(why);
  return std::make_unique<NginxBalancer>(context, options);
}

}  // namespace ek::predict::nginx
