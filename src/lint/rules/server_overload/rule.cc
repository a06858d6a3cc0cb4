// More load on a server than it can carry, or than the policy's bound lets it carry.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rule.h"
#include "lint/rules/server_overload/across.h"
#include "lint/together.h"
#include "lint/words.h"
#include "predict/machines.h"
#include "predict/overload.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using predict::Machine, predict::PoolForecast, predict::ServerForecast, predict::ServerIndex;
using server_overload::above, server_overload::named_one_by_one;

std::string backlog_words(double per_s) {
  return fmt::format("{} more arrive than it can answer: the queue grows without end ({})",
                     per_second(per_s), to_string(predict::Formula::fluid_backlog));
}

std::string waiting_words(const ServerForecast& server) {
  if (server.backlog_per_s && predict::at_capacity(*server.utilisation))
    return "as many arrive as it can answer: at random, they wait without end";
  if (server.backlog_per_s) return backlog_words(*server.backlog_per_s);
  if (server.errors_per_s && *server.errors_per_s > 0)
    return fmt::format(
        "{} more arrive than it can answer: they wait {} in its queue and get an error",
        per_second(*server.errors_per_s), duration(server.gives_up_after_s));
  if (server.response_s && server.formula != predict::Formula::erlang_b)
    return fmt::format("a request then takes {} on average ({})", duration(*server.response_s),
                       to_string(server.formula));
  return {};
}

std::string capacity_words(const PoolForecast& pool, const ServerForecast& server) {
  const auto service = pool.service_s ? " / " + duration(*pool.service_s) : std::string();
  switch (server.capacity_from) {
    case predict::CapacityFrom::policy_capacity:
      return "its capacity is the policy's";
    case predict::CapacityFrom::policy_concurrency:
      return fmt::format("its capacity is {} at once{}", server.concurrency, service);
    case predict::CapacityFrom::maxconn:
      return fmt::format("its capacity is its connection limit, {}{}", server.concurrency, service);
    case predict::CapacityFrom::unknown:
      break;
  }
  return {};
}

std::string names_of(const PoolForecast& pool, const Machine& machine) {
  std::vector<std::string> names;
  for (const ServerIndex i : machine.servers) names.push_back(pool.pool->servers[i].name);
  return machine.shared() ? fmt::format("{} ({})", quoted(machine.address), listed(names))
                          : quoted(names.front());
}

// Or is a full one passed over, so that no queue grows?
bool waits(const PoolForecast& pool, const Machine& machine) {
  return predict::rules_of(pool.algorithm->program).queues ||
         pool.pool->servers[machine.servers.front()].maxconn.value == 0;
}

void add_reasons(const PoolForecast& pool, const Machine& machine, Finding& finding) {
  const ServerForecast& server = pool.servers[machine.servers.front()];
  std::string waiting = waiting_words(server);
  if (machine.shared()) {
    finding.because.push_back("these are one machine, and their loads add up");
    waiting = predict::overloaded(machine.utilisation()) &&
                      !predict::at_capacity(machine.utilisation()) && waits(pool, machine)
                  ? backlog_words(machine.load - machine.capacity)
                  : "";
  }
  for (std::string words : {capacity_words(pool, server), std::move(waiting)})
    if (!words.empty()) finding.because.push_back(std::move(words));
  double share = 0;
  for (const ServerIndex i : machine.servers) share += pool.servers[i].share;
  finding.figures = {{"share", share},
                     {"load", machine.load},
                     {"capacity", machine.capacity},
                     {"utilisation", machine.utilisation()}};
}

// Simulated figures say so themselves.
void note_approximate(const PoolForecast& pool, Finding& finding) {
  if (pool.grade.exactness == predict::Exactness::approximate && !pool.simulated)
    finding.because.push_back("approximate: " + pool.grade.reason);
}

// What is too much already is too much after a loss as well.
void set_severity(bool over, Finding& finding) {
  finding.severity = over ? Severity::error : Severity::warning;
  if (over) finding.covers = {overloaded_before_loss};
}

Finding overloaded(const PoolForecast& pool, const Machine& machine, double bound) {
  const bool over = predict::overloaded(machine.utilisation());
  Finding finding = finding_at(*pool.pool, pool.pool->servers[machine.servers.front()]);
  set_severity(over, finding);
  finding.message = fmt::format("{} gets {} and can carry {}: it is {} used",
                                names_of(pool, machine), per_second(machine.load),
                                per_second(machine.capacity), percent(machine.utilisation()));
  if (!over) finding.message += fmt::format(", above the bound of {}", percent(bound));
  add_reasons(pool, machine, finding);
  note_approximate(pool, finding);
  finding.hint =
      over ? "give it less of the traffic, more capacity, or the pool more servers"
           : "lower its share, or raise max_utilisation in evenkeel.toml if this is meant";
  return finding;
}

// What all that are named have reached; `hot` begins with the most used.
std::string reached_words(const std::vector<Machine>& hot, double bound) {
  const auto at = [](const Machine& machine) {
    return predict::at_capacity(machine.utilisation());
  };
  if (!predict::overloaded(hot.front().utilisation())) return "above " + percent(bound);
  if (at(hot.front())) return at(hot.back()) ? "at their capacity" : "above " + percent(bound);
  return at(hot.back())                                  ? "at their capacity or above it"
         : predict::overloaded(hot.back().utilisation()) ? "above their capacity"
                                                         : "above " + percent(bound);
}

// All of them, or too many to name: the pool is too small.
Finding pool_overloaded(const PoolForecast& pool, const std::vector<Machine>& all,
                        const std::vector<Machine>& hot, double bound) {
  const Machine& worst = hot.front();
  const bool over = predict::overloaded(worst.utilisation());
  double capacity = 0;
  for (const Machine& machine : all) capacity += machine.capacity;
  Finding finding = finding_at(*pool.pool);
  set_severity(over, finding);
  finding.message =
      fmt::format("{} of the {} of {} are {}, {} the most with {}", hot.size(),
                  counted(all.size(), "server"), quoted(pool.pool->name), reached_words(hot, bound),
                  names_of(pool, worst), percent(worst.utilisation()));
  if (pool.rate)
    finding.because.push_back(fmt::format("the pool gets {} and can carry {} in all",
                                          per_second(*pool.rate), per_second(capacity)));
  add_reasons(pool, worst, finding);
  note_approximate(pool, finding);
  finding.hint = "the pool needs more servers, or each of them more capacity";
  return finding;
}

// Such a pool is too small only as a whole: a full server gets less.
void judge_together(const PoolForecast& pool, double bound, std::vector<Finding>& findings) {
  const auto together = Together(pool).utilisation();
  if (!together || !above(*together, bound)) return;
  Finding finding = finding_at(*pool.pool);
  set_severity(predict::overloaded(*together), finding);
  finding.message =
      fmt::format("{} gets {} and can carry {}: it is {} used", quoted(pool.pool->name),
                  per_second(*pool.rate), per_second(*pool.rate / *together), percent(*together));
  if (!predict::overloaded(*together))
    finding.message += fmt::format(", above the bound of {}", percent(bound));
  const std::string why =
      follows_load(pool) ? quoted(pool.pool->balance.algorithm.value) + " gives a busy server less"
                         : "a server at its connection limit is passed over";
  finding.because = {why + ", so the pool is judged as a whole"};
  if (pool.refused)
    finding.because.push_back(
        fmt::format("nginx has no queue: {} of the requests are refused at once ({})",
                    percent(pool.refused->share), to_string(pool.refused->formula)));
  finding.figures = {{"load", *pool.rate}, {"utilisation", *together}};
  finding.hint = "the pool needs more servers, or each of them more capacity";
  findings.push_back(std::move(finding));
}

// What chance leaves open in a simulated share, of this machine's capacity.
double noise(const PoolForecast& pool, const Machine& machine) {
  constexpr double share_error = 0.005;
  return pool.simulated ? share_error * *pool.rate / machine.capacity : 0;
}

// A backup without a limit of its own gets all that full servers do not take.
void judge_overflow(const PoolForecast& pool, std::vector<Finding>& findings) {
  for (const ServerIndex i : take_overflow(pool, pool.candidates)) {
    const ServerForecast& server = pool.servers[i];
    if (pool.pool->servers[i].maxconn.value == 0 && server.load &&
        predict::overloaded(server.utilisation.value_or(0)))
      findings.push_back(overloaded(pool, {{i}, "", *server.load, *server.capacity}, 1));
  }
}

void judge(const PoolForecast& pool, std::vector<Finding>& findings) {
  if (pool.candidates.empty()) return;  // nobody to overload; another rule speaks of that
  const double bound = pool.policy.max_utilisation.value;
  if (!pool.rate) return;
  if (judged_together(pool)) {
    judge_together(pool, bound, findings);
    return judge_overflow(pool, findings);
  }
  const std::vector<Machine> all = machines_of(pool);
  std::vector<Machine> hot;
  std::copy_if(all.begin(), all.end(), std::back_inserter(hot), [&](const Machine& machine) {
    return above(machine.utilisation() - noise(pool, machine), bound);
  });
  std::stable_sort(hot.begin(), hot.end(), [&](const Machine& a, const Machine& b) {
    return a.utilisation() > b.utilisation();
  });
  if (hot.empty()) {
    if (follows_load(pool)) judge_together(pool, bound, findings);
    return;
  }
  if ((hot.size() == all.size() && hot.size() > 1) || hot.size() > named_one_by_one) {
    findings.push_back(pool_overloaded(pool, all, hot, bound));
    return;
  }
  for (const Machine& machine : hot) findings.push_back(overloaded(pool, machine, bound));
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& pool : subject.prediction.pools)
    if (pool.predictable()) judge(pool, findings);
  server_overload::judge_across(subject, findings);
}

}  // namespace

const Rule& server_overload() {
  static const Rule rule{"server-overload", "a server gets more than it can carry", Severity::error,
                         Rank::effect, run};
  return rule;
}

}  // namespace ek::lint::rule_list
