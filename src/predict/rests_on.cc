#include "predict/rests_on.h"

#include <algorithm>
#include <utility>

#include "predict/connections.h"
#include "predict/gate.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

// Why shares cannot be told is no matter of picks that can.
std::string given_by_algorithm(const Context& context) {
  const Algorithm* algorithm = algorithm_of(context);
  const Grade grade = algorithm == nullptr ? Grade{} : algorithm->grade(context);
  return grade.exactness == Exactness::exact_given || grade.drawn ? grade.reason : "";
}

std::string given_no_entry_expires(const model::StickTable& table,
                                   std::span<const model::Request> requests) {
  const bool timed = std::ranges::all_of(requests, &model::Request::timed);
  if (table.expire.count() == 0 || timed) return "";
  return "requests so close together that no entry of the stick table runs out (expire " +
         base::to_string(table.expire) + ")";
}

std::string given_what_is_purged(const model::StickTable& table, std::size_t requests,
                                 model::Version version) {
  if (requests <= table.size || table.nopurge) return "";
  // In several parts since 3.0; a full table looks for old entries in one of them.
  constexpr model::Version first_in_parts{3, 0, 0};
  return std::string(version < first_in_parts ? "the millisecond of each request and answer"
                                              : "chance, as to which entries are lost") +
         ", once the stick table's " + std::to_string(table.size) + " entries are taken";
}

void add(std::string_view what, std::string& given) {
  if (what.empty()) return;
  if (!given.empty()) given += "; ";
  given += what;
}

}  // namespace

std::vector<std::string> given_beside(const Context& context) {
  std::vector<std::string> all;
  for (const model::Dependency& depends : context.pool.depends)
    if (!depends.given.empty()) all.push_back(depends.given);
  for (std::string& what : rules_of(context.program.kind).rests_on(context))
    all.push_back(std::move(what));
  return all;
}

bool follows_connections(const model::Pool& pool) {
  return pool.persistence.prefer_last.value && pool.layer == model::Layer::http &&
         pool.balance.key.value.parts.empty();
}

std::string picks_rest_on(const Context& context, std::span<const model::Request> requests) {
  std::string given = given_by_algorithm(context);
  for (const std::string& what : given_beside(context)) add(what, given);
  if (follows_connections(context.pool)) add(one_request_each, given);
  const model::Persistence& held = context.pool.persistence;
  if (held.stick_rules.empty()) return given;
  const model::StickTable& table = held.stick_table.value;
  add(given_no_entry_expires(table, requests), given);
  add(given_what_is_purged(table, requests.size(), context.program.version), given);
  return given;
}

std::string picks_rest_on(const model::Config& config, const Context& context,
                          std::span<const model::Request> requests,
                          const SimulationOptions& options, const Simulation& simulation) {
  std::string given = picks_rest_on(context, requests);
  if (!options.from_clients && !answered_before(context).empty())
    add("requests that reach a server", given);
  if (!options.from_clients && !context.pool.persistence.use_servers.empty())
    add("requests that no use-server rule takes", given);
  add(beyond_limit(config, context.pool.name, simulation.at_once_max), given);
  return given;
}

bool picks_are_drawn(const Context& context) {
  const Algorithm* algorithm = algorithm_of(context);
  return algorithm != nullptr && algorithm->grade(context).drawn;
}

}  // namespace ek::predict
