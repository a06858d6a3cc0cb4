#include "predict/connections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/figures.h"
#include "base/text.h"
#include "base/units.h"
#include "predict/erlang.h"
#include "predict/overload.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

// How long a request takes at least: what its server needs for it. Not the waiting of the forecast:
// that is of an unlimited number, and a limit lets no queue grow behind it.
std::optional<double> time_of(const PoolForecast& pool) {
  if (!pool.service_s) return std::nullopt;
  double mean = 0;
  for (const ServerForecast& server : pool.servers) {
    const bool slower = server.capacity_from == CapacityFrom::policy_capacity &&
                        *server.capacity * *pool.service_s < 1;  // less than one place
    mean += server.share * (slower ? 1 / *server.capacity : *pool.service_s);
  }
  return mean > 0 ? std::optional(mean) : pool.service_s;
}

// The one listener that leads to each pool; nullptr: several do, or may.
class Leads {
 public:
  explicit Leads(const model::Config& config) {
    for (const model::Listener& listener : config.listeners)
      if (!listener.disabled.value) by_name_.emplace(listener.name, &listener);
    for (const model::Route& route : config.routes) {
      const auto from = by_name_.find(route.listener);
      if (from == by_name_.end()) continue;
      if (route.names_any(config)) anywhere_.push_back(from->second);
      const auto [lead, first] = to_.emplace(route.target, from->second);
      if (!first && lead->second != from->second) lead->second = nullptr;
    }
  }

  const model::Listener* to(const std::string& pool) const {
    const auto found = to_.find(pool);
    if (found == to_.end()) return nullptr;
    const bool alone = std::all_of(anywhere_.begin(), anywhere_.end(),
                                   [&](const auto* other) { return other == found->second; });
    return alone ? found->second : nullptr;
  }

 private:
  std::map<std::string_view, const model::Listener*> by_name_;
  std::map<std::string_view, const model::Listener*> to_;
  std::vector<const model::Listener*> anywhere_;  // those that may lead to any pool
};

void add(const PoolForecast& pool, ConnectionLimit& limit) {
  const auto time = time_of(pool);
  if (!pool.rate || !time) return;
  limit.pools.push_back(&pool);
  limit.rate += *pool.rate;
  limit.busy += *pool.rate * *time;
}

// The tighter one of what a listener and its sockets say; nothing above the process's counts.
std::optional<ConnectionLimit> limit_of(const model::Listener& listener, std::uint32_t process) {
  ConnectionLimit limit{LimitOf::listener, &listener, listener.maxconn.value, listener.maxconn.at};
  const std::uint32_t sockets = listener.sockets_maxconn.value;
  if (sockets != 0 && (limit.limit == 0 || sockets < limit.limit)) {
    limit.of = LimitOf::sockets;
    limit.limit = sockets;
    limit.at = listener.sockets_maxconn.at;
  }
  limit.shares_connections = listener.layer == model::Layer::http && listener.shares_connections;
  const bool counts = limit.limit != 0 && (process == 0 || limit.limit < process);
  return counts ? std::optional(limit) : std::nullopt;
}

// Who is turned away at once, and not kept waiting, is missed long before all places are taken in
// the mean. Less than this is for the answer's other figures to drown.
constexpr double turned_away_told_from = 0.01;

// Erlang's formula, where the requests divide evenly among the processes: the best there is.
double turned_away(const ConnectionLimit& limit) {
  const std::uint32_t places = limit.limit / limit.process.processes;
  if (places > erlang_places_max) return std::max(0.0, 1 - limit.limit / limit.busy);
  return erlang_b(places, limit.busy / limit.process.processes);
}

bool reached(const ConnectionLimit& limit) {
  if (limit.busy <= 0) return false;
  if (!limit.process.waits) return limit.turned_away >= turned_away_told_from;
  return overloaded(limit.busy / limit.limit);
}

std::string fate(const ConnectionLimit& limit) {
  if (!limit.process.waits)
    return fmt::format("{} of them are turned away", base::percent(limit.turned_away));
  return fmt::format(
      "no more than {} get through and the others wait to be accepted. Idle keep-alive connections "
      "take places, too",
      base::per_second(limit.ceiling()));
}

std::string words_of(const ConnectionLimit& limit) {
  const double seconds = limit.busy / limit.rate;
  const std::string time = base::to_string(base::Duration(std::llround(seconds * 1e6)));
  const std::string pools =
      limit.pools.size() > 1 ? fmt::format(" of {} pools", limit.pools.size()) : "";
  const std::string room =
      limit.process.each > 1
          ? fmt::format(" requests busy, {} of them have room at once", limit.limit)
          : " connections busy";
  return fmt::format(
      "{} is too low: {}{} of {} each keep {}{}, so {}{}", name_of(limit),
      base::per_second(limit.rate), pools, time, base::count_text(std::ceil(limit.busy)), room,
      fate(limit),
      limit.shares_connections ? "; with HTTP/2 several requests share a connection." : ".");
}

}  // namespace

std::vector<ConnectionLimit> limits_reached(const model::Config& config,
                                            std::span<const PoolForecast> pools) {
  std::vector<ConnectionLimit> limits;
  const Leads leads(config);
  std::map<const model::Listener*, std::size_t> of_listener;
  const ProcessLimit process = rules_of(config.program.kind).process_limit(config);
  const bool limited = process.at.known();
  if (limited) limits.push_back({.limit = process.requests, .at = process.at, .process = process});
  for (const model::Listener& listener : config.listeners) {
    if (limited && listener.layer == model::Layer::http)
      limits.front().shares_connections |= listener.shares_connections;
    const auto limit = limit_of(listener, process.requests);
    if (!limit) continue;
    of_listener.emplace(&listener, limits.size());
    limits.push_back(*limit);
  }
  for (const PoolForecast& pool : pools) {
    if (limited) add(pool, limits.front());
    const auto found = of_listener.find(leads.to(pool.pool->name));
    if (found != of_listener.end()) add(pool, limits[found->second]);
  }
  for (ConnectionLimit& limit : limits)
    if (!limit.process.waits && limit.busy > 0) limit.turned_away = turned_away(limit);
  std::erase_if(limits, [](const ConnectionLimit& limit) { return !reached(limit); });
  return limits;
}

std::string beyond_limit(const model::Config& config, const std::string& pool,
                         std::uint32_t at_once) {
  const ProcessLimit process = rules_of(config.program.kind).process_limit(config);
  const auto said = [&](const std::string& name, text::Place at) {
    return fmt::format(
        "clients that are accepted as they come: {} at once, and {} (line {}) is "
        "not applied",
        at_once, name, at.line);
  };
  for (const model::Listener& listener : config.listeners) {
    const auto limit = limit_of(listener, process.requests);
    const bool leads = std::ranges::any_of(config.routes, [&](const model::Route& route) {
      return route.listener == listener.name && (route.target == pool || route.names_any(config));
    });
    if (leads && !listener.disabled.value && limit && limit->limit < at_once)
      return said(name_of(*limit), limit->at);
  }
  if (process.at.known() && process.requests < at_once) return said(process.name, process.at);
  return "";
}

std::string name_of(const ConnectionLimit& limit) {
  if (limit.of == LimitOf::process) return limit.process.name;
  const std::string name = base::printable(limit.listener->name);
  if (limit.of == LimitOf::sockets)
    return fmt::format("maxconn {} of the bind lines of {}", limit.limit, name);
  return fmt::format("maxconn {} of {} {}", limit.limit, limit.listener->section, name);
}

void note_connection_limits(const model::Config& config, std::vector<PoolForecast>& pools) {
  for (const ConnectionLimit& limit : limits_reached(config, pools))
    for (const PoolForecast* needs : limit.pools)
      pools[static_cast<std::size_t>(needs - pools.data())].grade.notes.push_back(words_of(limit));
}

}  // namespace ek::predict
