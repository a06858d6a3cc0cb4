#include "predict/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <queue>

#include "base/assert.h"
#include "predict/gate.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

enum class EventKind : std::uint8_t { ends, gives_up };  // at one time: places are freed first

struct Event {
  double time_s = 0;
  EventKind kind = EventKind::ends;
  RequestId request = 0;
};

struct Later {
  bool operator()(const Event& a, const Event& b) const {
    if (a.time_s != b.time_s) return a.time_s > b.time_s;
    if (a.kind != b.kind) return a.kind > b.kind;
    return a.request > b.request;
  }
};

class Run {
 public:
  Run(const Context& context, std::span<const model::Request> requests, Balancer& balancer,
      Gate* gate, const Backends& backends)
      : requests_(requests),
        balancer_(balancer),
        gate_(gate),
        backends_(backends),
        arrived_s_(requests.size()),
        free_at_s_(backends.size()),
        waiting_(requests.size()) {
    result_.servers.assign(requests.size(), no_server);
    result_.tallies.resize(context.pool.servers.size());
    queue_timeout_s_ = base::seconds(context.pool.limits.queue_timeout.value);
  }

  Simulation all() {
    double now = 0;
    for (RequestId id = 0; id < requests_.size(); ++id) {
      if (requests_[id].timed) now = std::max(now, requests_[id].time_s);
      advance_to(now);
      arrive(id, now);
      if (!requests_[id].timed) now = finish_everything(now);
    }
    result_.ended_s = finish_everything(now);
    return std::move(result_);
  }

 private:
  void arrive(RequestId id, double now) {
    arrived_s_[id] = now;
    if (gate_ != nullptr && !gate_->lets_pass(requests_[id])) {
      ++result_.answered;
      return;
    }
    balancer_.dispatch(id, requests_[id], now, dispatch_);
    for (const Started& started : dispatch_.started) start(started, now);
    if (dispatch_.outcome != Outcome::refused)
      result_.at_once_max = std::max(result_.at_once_max, ++at_once_);
    if (dispatch_.outcome == Outcome::placed) return start({id, dispatch_.server}, now);
    if (dispatch_.outcome == Outcome::refused) {
      ++result_.refused;
      return;
    }
    waiting_[id] = 1;
    if (queue_timeout_s_ > 0) events_.push({now + queue_timeout_s_, EventKind::gives_up, id});
  }

  void start(Started started, double now) {
    waiting_[started.request] = 0;
    result_.servers[started.request] = started.server;
    result_.waits_s.push_back(now - arrived_s_[started.request]);
    ServerTally& tally = result_.tallies[started.server];
    ++tally.requests;
    const double ends_s = end_of(started, now);
    tally.busy_s += requests_[started.request].service_s;
    tally.response_s += ends_s - arrived_s_[started.request];
    tally.in_flight_max = std::max(tally.in_flight_max, balancer_.in_flight(started.server));
    events_.push({ends_s, EventKind::ends, started.request});
  }

  // On a backend with so many places the request begins when one of them is free.
  double end_of(const Started& started, double now) {
    const double service_s = requests_[started.request].service_s;
    if (backends_.empty()) return now + service_s;
    const Backend& backend = backends_[started.server];
    if (backend.places == 0) return now + service_s * backend.slower_by;
    auto& free = free_at_s_[started.server];
    double begin = now;
    if (free.size() >= backend.places) {
      begin = std::max(now, free.top());
      free.pop();
    }
    free.push(begin + service_s * backend.slower_by);
    return begin + service_s * backend.slower_by;
  }

  // False: nothing came of it.
  bool handle(const Event& event) {
    started_.clear();
    if (event.kind == EventKind::gives_up) {
      if (waiting_[event.request] == 0) return false;  // it was served meanwhile
      waiting_[event.request] = 0;
      ++result_.timed_out;
      balancer_.abandon(event.request, event.time_s, started_);
    } else {
      balancer_.finish(event.request, event.time_s, started_);
    }
    --at_once_;
    for (const Started& started : started_) start(started, event.time_s);
    return true;
  }

  void advance_to(double now) {
    while (!events_.empty() && events_.top().time_s <= now) step(now);
  }

  double finish_everything(double now) {
    while (!events_.empty()) now = step(now);
    return now;
  }

  // The time at which something happened, or `now`.
  double step(double now) {
    const Event event = events_.top();
    events_.pop();
    return handle(event) ? event.time_s : now;
  }

  std::span<const model::Request> requests_;
  Balancer& balancer_;
  Gate* gate_;  // nullptr: every request passes
  Simulation result_;
  std::priority_queue<Event, std::vector<Event>, Later> events_;
  const Backends& backends_;
  std::vector<double> arrived_s_;
  // By server: when each place that was taken is free again.
  std::vector<std::priority_queue<double, std::vector<double>, std::greater<>>> free_at_s_;
  std::vector<std::uint8_t> waiting_;
  std::vector<Started> started_;
  Dispatch dispatch_;
  std::uint32_t at_once_ = 0;
  double queue_timeout_s_ = 0;
};

base::Result<void> refuse_bad(const Context& context, std::span<const model::Request> requests) {
  const auto bad_request = rules_of(context.program.kind).bad_request;
  for (std::size_t i = 0; bad_request != nullptr && i < requests.size(); ++i)
    if (const auto why = bad_request(context, requests[i]); !why.empty())
      return base::failure(fmt::format("request {} gets no server: {}", i + 1, why));
  return {};
}

}  // namespace

base::Result<Simulation> simulate(const Context& context, std::span<const model::Request> requests,
                                  const SimulationOptions& options) {
  EK_TRY(auto balancer, make_balancer(context, {options.seed}));
  const auto servers = static_cast<ServerIndex>(context.pool.servers.size());
  for (ServerIndex i = 0; i < servers; ++i) {
    if (!options.up.empty() && options.up[i] == 0) balancer->set_up(i, false, 0);
    if (!options.refusing.empty() && options.refusing[i] != 0) balancer->set_refusing(i, true);
  }
  std::unique_ptr<Gate> gate;
  if (options.from_clients) {
    EK_TRY_VOID(refuse_bad(context, requests));
    EK_TRY(gate, make_gate(context));
  }
  Simulation simulation = Run(context, requests, *balancer, gate.get(), options.backends).all();
  if (!balancer->doubt().empty())
    return base::failure(fmt::format("pool {}: single picks cannot be predicted, because {}",
                                     context.pool.name, balancer->doubt()));
  return simulation;
}

model::Pool without_use_servers(const model::Pool& pool) {
  model::Pool without = pool;
  without.persistence.use_servers.clear();
  return without;
}

std::vector<model::Request> draw_requests(const Arrivals& arrivals, base::Random& random) {
  std::vector<model::Request> requests(arrivals.count);
  double now = 0;
  for (std::uint64_t i = 0; i < arrivals.count; ++i) {
    now += random.exponential(1 / arrivals.rate_per_s);
    const std::uint64_t host = random.bits();
    model::Request& request = requests[i];
    request.timed = true;
    request.time_s = now;
    request.service_s = random.exponential(arrivals.service_s);
    request.source = fmt::format("{}.{}.{}.{}", 1 + (host & 0x7F) % 126, (host >> 8) & 0xFF,
                                 (host >> 16) & 0xFF, (host >> 24) & 0xFF);
    request.target = fmt::format("/{:x}", host >> 32);
  }
  return requests;
}

}  // namespace ek::predict
