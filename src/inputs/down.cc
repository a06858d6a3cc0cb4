#include "inputs/down.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ek::inputs {
namespace {

using Trackers = std::multimap<std::string, std::pair<std::string, model::Server*>>;

std::string full_name(const std::string& pool, const std::string& server) {
  return pool + '/' + server;
}

// By "pool/server", who follows it: "pool/server" of its own, and the server.
Trackers trackers_of(model::Config& config) {
  Trackers trackers;
  for (model::Pool& pool : config.pools)
    for (model::Server& server : pool.servers) {
      const std::string& target = server.extras->track.value;
      if (target.empty()) continue;
      const bool elsewhere = target.find('/') != std::string::npos;
      trackers.emplace(elsewhere ? target : full_name(pool.name, target),
                       std::pair{full_name(pool.name, server.name), &server});
    }
  return trackers;
}

void mark_down(std::string name, model::Server& server, const Trackers& trackers) {
  std::vector<std::pair<std::string, model::Server*>> open{{std::move(name), &server}};
  while (!open.empty()) {
    const auto [at, next] = std::move(open.back());
    open.pop_back();
    if (std::exchange(next->down, true)) continue;
    if (!next->disabled.value) next->disabled.set(true, next->at, model::Origin::given);
    const auto [begin, end] = trackers.equal_range(at);
    for (auto tracker = begin; tracker != end; ++tracker) open.push_back(tracker->second);
  }
}

bool says_down(const model::PoolPolicy& pool) {
  for (const model::ServerPolicy& server : pool.servers)
    if (server.down.stated()) return true;
  return false;
}

}  // namespace

void take_down(const model::Policy& policy, model::Config& config) {
  Trackers trackers;
  bool first = true;
  for (model::Pool& pool : config.pools) {
    const model::PoolPolicy wanted = policy_of(policy, pool.name);
    if (!says_down(wanted)) continue;
    if (std::exchange(first, false)) trackers = trackers_of(config);
    for (model::Server& server : pool.servers)
      if (policy_of(wanted, server.name).down.value)
        mark_down(full_name(pool.name, server.name), server, trackers);
  }
}

}  // namespace ek::inputs
