#include "predict/haproxy/persistence.h"

#include <fmt/format.h>

#include "base/text.h"
#include "predict/haproxy/cookie_date.h"
#include "predict/keys/header_values.h"

namespace ek::predict::haproxy {
namespace {

ServerIndex server_named(const model::Pool& pool, std::string_view name) {
  for (ServerIndex i = 0; i < pool.servers.size(); ++i)
    if (pool.servers[i].name == name) return i;
  return no_server;
}

// The server's value stands before '~' in prefix mode and before '|' (dates) in the others.
std::string_view server_part(model::CookieMode mode, std::string_view value) {
  return value.substr(0, value.find(mode == model::CookieMode::prefix ? '~' : '|'));
}

}  // namespace

base::Result<Persistence> Persistence::make(const Context& context) {
  const model::Pool& pool = context.pool;
  const model::Persistence& wanted = pool.persistence;
  const model::Version version = context.program.version;
  Persistence made;
  TestReader tests;
  if (wanted.ignore_persist_rules.value)
    return base::failure("force-persist and ignore-persist rules are not evaluated");
  made.even_if_down_ = wanted.persist.value;
  if (wanted.cookie.stated()) {
    made.cookie_ = wanted.cookie.value;
    if (made.cookie_.dynamic)
      return base::failure(
          "dynamic cookies are computed with a secret key, so which server a cookie means is "
          "unknown");
    for (const model::Server& server : pool.servers)
      made.cookie_values_.push_back(server.cookie.value);
  }
  for (const model::UseServer& rule : wanted.use_servers) {
    const ServerIndex server = server_named(pool, rule.server);
    if (server == no_server)
      return base::failure(fmt::format("use-server {} names no server of the pool", rule.server));
    EK_TRY(Condition condition, Condition::read(rule.condition, tests));
    made.use_servers_.push_back({server, std::move(condition)});
  }
  for (const model::StickRule& rule : wanted.stick_rules) {
    if (rule.use == model::StickUse::store_response)
      return base::failure("stick store-response looks at answers, which are not known");
    if (!rule.table.empty() && rule.table != pool.name)
      return base::failure(
          fmt::format("the stick table of {} is shared with other pools", rule.table));
    if (!wanted.stick_table.stated())
      return base::failure("there are stick rules but no stick-table");
    KeyReader key(rule.key, "hash", version);
    if (!key.problem().empty()) return base::failure("stick: " + key.problem());
    EK_TRY(Condition condition, Condition::read(rule.condition, tests));
    const bool store = rule.use != model::StickUse::match;
    const bool match = rule.use != model::StickUse::store_request;
    made.rules_.push_back({match, store, std::move(key), std::move(condition)});
  }
  if (!made.rules_.empty())
    made.table_ = std::make_unique<StickEntries>(wanted.stick_table.value, version);
  for (const model::Server& server : pool.servers)
    made.non_stick_.push_back(server.non_stick ? 1 : 0);
  made.any_ = wanted.any();
  return made;
}

ServerIndex Persistence::find(const model::Request& request, std::span<const std::uint8_t> up,
                              double now_s, std::vector<StickKey>& keys) {
  keys.clear();
  ServerIndex server = by_rule(request, up);
  if (server == no_server) server = by_cookie(request, up, now_s);
  if (table_ == nullptr) return server;
  const ServerIndex stuck = by_table(request, up, now_s, server != no_server, keys);
  return server != no_server ? server : stuck;
}

// The first rule that holds and whose server is up.
ServerIndex Persistence::by_rule(const model::Request& request, std::span<const std::uint8_t> up) {
  for (const UseServer& rule : use_servers_)
    if (may_use(rule.server, up) && rule.condition.holds(request, space_)) return rule.server;
  return no_server;
}

ServerIndex Persistence::by_cookie(const model::Request& request, std::span<const std::uint8_t> up,
                                   double now_s) {
  if (cookie_values_.empty()) return no_server;
  ServerIndex found = no_server;
  any_cookie(request, cookie_.name, [&](std::string_view value) {
    const std::string_view wanted = server_part(cookie_.mode, value);
    if (wanted.empty() || too_old(request, value, now_s)) return false;
    for (ServerIndex i = 0; i < cookie_values_.size() && found == no_server; ++i)
      if (cookie_values_[i] == wanted && may_use(i, up)) found = i;
    return found != no_server;
  });
  return found;
}

// A date is one of the calendar: only Unix time can be held against it.
bool Persistence::too_old(const model::Request& request, std::string_view value, double now_s) {
  if (cookie_.mode == model::CookieMode::prefix) return false;
  const CookieDates dates = dates_in(value);
  if (!looked_at(dates, cookie_)) return false;
  if (request.timed && now_s >= model::unix_time_from_s)
    return run_out(dates, cookie_, static_cast<std::int64_t>(now_s));
  doubt_ = fmt::format(
      "the cookie {} of a request has a date, and whether it has run out by then ({}) the request "
      "does not say: give its time as t, in seconds since 1970",
      base::printable(cookie_.name), cookie_.idle_s != 0 ? "maxidle" : "maxlife");
  return false;
}

// Only the first storing rule that applies is looked at; rules that only match all are, until then.
ServerIndex Persistence::by_table(const model::Request& request, std::span<const std::uint8_t> up,
                                  double now_s, bool bound, std::vector<StickKey>& keys) {
  ServerIndex server = no_server;
  for (const Rule& rule : rules_) {
    if (rule.store && !keys.empty()) continue;
    if (!rule.condition.holds(request, space_)) continue;
    Sample sample;
    if (!rule.key.sample(request, sample, space_)) continue;
    auto key = table_->key(sample, space_);
    if (!key) continue;
    if (rule.match) {
      const ServerIndex found = table_->find(*key, now_s);
      if (found != no_server && !bound && server == no_server && may_use(found, up)) server = found;
    }
    if (!rule.store) continue;
    if (table_->will_purge(now_s) && !request.timed)
      doubt_ = fmt::format(
          "the stick table of {} entries is full, and which of them it gives up hangs on when each "
          "request comes: give the times as t, or try a larger size",
          table_->size());
    if (table_->reserve(now_s)) keys.push_back({std::move(*key), now_s});
  }
  return server;
}

void Persistence::remember(const std::vector<StickKey>& keys, ServerIndex server, double now_s) {
  if (non_stick_[server] != 0) return forget(keys);
  for (const StickKey& key : keys) table_->store(key.key, server, key.since_s, now_s);
}

void Persistence::forget(const std::vector<StickKey>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) table_->release();
}

}  // namespace ek::predict::haproxy
