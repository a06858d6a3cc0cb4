// A few requests through the balancer of each small pool: every choice must be a server of the
// pool, and what was placed must be able to end.
#include <array>

#include "fuzz/answers.h"
#include "predict/balancer.h"

namespace ek::fuzz {
namespace {

constexpr std::size_t pools_max = 8;
constexpr std::size_t servers_max = 16;
constexpr predict::RequestId requests = 12;

model::Request request_number(predict::RequestId id) {
  model::Request request;
  request.source = id % 3 == 0 ? "2001:db8::7" : "10.0.0." + std::to_string(id);
  request.host = id % 4 == 0 ? "" : "www.example.com";
  request.target = "/a/" + std::to_string(id) + "/b?c=" + std::to_string(id % 2);
  request.headers.emplace_back("X-Key", std::to_string(id % 5));
  request.cookies.emplace_back("SRV", id % 2 == 0 ? "s1" : "none");
  return request;
}

bool possible(const predict::Dispatch& dispatch, std::size_t servers) {
  for (const auto failed : dispatch.failed)
    if (failed >= servers) return false;
  return dispatch.outcome != predict::Outcome::placed || dispatch.server < servers;
}

Complaint drive(predict::Balancer& balancer, std::size_t servers) {
  std::vector<predict::Started> started;
  std::array<predict::Outcome, requests> outcomes{};
  for (predict::RequestId id = 0; id < requests; ++id) {
    if (id == 4) balancer.set_up(0, false, 4);
    if (id == 6) balancer.set_refusing(static_cast<predict::ServerIndex>(servers - 1), true);
    if (id == 8) balancer.set_up(0, true, 8);
    predict::Dispatch dispatch;
    balancer.dispatch(id, request_number(id), static_cast<double>(id), dispatch);
    if (!possible(dispatch, servers)) return "a request went to a server that is not there";
    outcomes[id] = dispatch.outcome;
  }
  for (predict::RequestId id = 0; id < requests; ++id)
    if (outcomes[id] == predict::Outcome::placed) balancer.finish(id, 20, started);
  for (const predict::Started& one : started)
    if (one.server >= servers) return "a queued request went to a server that is not there";
  return "";
}

}  // namespace

Complaint bad_dispatches(const model::Config& config) {
  std::size_t tried = 0;
  for (const model::Pool& pool : config.pools) {
    if (pool.servers.empty() || pool.servers.size() > servers_max) continue;
    if (++tried > pools_max) break;
    const auto balancer = predict::make_balancer({config.program, pool}, {});
    if (!balancer) continue;
    if (auto bad = drive(**balancer, pool.servers.size()); !bad.empty()) return bad;
  }
  return "";
}

}  // namespace ek::fuzz
