#include "lint/rules/server_overload/across.h"

#include <fmt/format.h>

#include <algorithm>

#include "lint/words.h"
#include "predict/across_pools.h"
#include "predict/overload.h"

namespace ek::lint::server_overload {
namespace {

using predict::Reach, predict::SharedMachine;

// "app: web1 80/s"
std::string reach_words(const Subject& subject, const Reach& reach) {
  const model::Pool& pool = *subject.prediction.pools[reach.pool].pool;
  return fmt::format("{}: {} {}", quoted(pool.name), quoted(pool.servers[reach.server].name),
                     per_second(reach.load));
}

// The strictest of the pools' bounds.
double bound_of(const Subject& subject, const SharedMachine& machine) {
  double bound = 1;
  for (const Reach& reach : machine.reaches)
    bound = std::min(bound, subject.prediction.pools[reach.pool].policy.max_utilisation.value);
  return bound;
}

Finding at_first(const Subject& subject, const SharedMachine& machine) {
  const Reach& first = machine.reaches.front();
  const model::Pool& pool = *subject.prediction.pools[first.pool].pool;
  Finding finding = finding_at(pool, pool.servers[first.server]);
  finding.severity =
      predict::overloaded(machine.utilisation()) ? Severity::error : Severity::warning;
  std::vector<std::string> reaches;
  for (const Reach& reach : machine.reaches) reaches.push_back(reach_words(subject, reach));
  finding.because = {listed(reaches, 8),
                     "these are one machine, whose capacity the policy states in each pool"};
  finding.figures = {{"load", machine.load},
                     {"capacity", machine.capacity},
                     {"utilisation", machine.utilisation()}};
  finding.hint =
      "lower a rate or a share, give it more capacity, or give the pools machines of "
      "their own";
  return finding;
}

Finding one(const Subject& subject, const SharedMachine& machine) {
  Finding finding = at_first(subject, machine);
  finding.message =
      fmt::format("{} gets {} from {} together and can carry {}: it is {} used",
                  quoted(machine.address), per_second(machine.load), counted(machine.pools, "pool"),
                  per_second(machine.capacity), percent(machine.utilisation()));
  const double bound = bound_of(subject, machine);
  if (!predict::overloaded(machine.utilisation()))
    finding.message += fmt::format(", above the bound of {}", percent(bound));
  return finding;
}

Finding many(const Subject& subject, const std::vector<SharedMachine>& hot) {
  Finding finding = at_first(subject, hot.front());
  finding.message = fmt::format(
      "{} stand in several pools and get more than they should, {} the most: {} for a capacity "
      "of {}, {}",
      counted(hot.size(), "machine"), quoted(hot.front().address), per_second(hot.front().load),
      per_second(hot.front().capacity), percent(hot.front().utilisation()));
  return finding;
}

}  // namespace

bool above(double utilisation, double bound) {
  constexpr double rounding = 1e-9;
  return utilisation > bound + rounding || predict::overloaded(utilisation);
}

void judge_across(const Subject& subject, std::vector<Finding>& findings) {
  auto hot = machines_across(subject.config.program, subject.prediction);
  std::erase_if(hot, [&](const SharedMachine& machine) {
    return !above(machine.utilisation(), bound_of(subject, machine));
  });
  if (hot.size() > named_one_by_one) return findings.push_back(many(subject, hot));
  for (const SharedMachine& machine : hot) findings.push_back(one(subject, machine));
}

}  // namespace ek::lint::server_overload
