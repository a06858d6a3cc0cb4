// A pool in which nobody can take a request, or only those kept for emergencies.
#include <fmt/format.h>

#include <algorithm>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using model::Pool, model::Server, predict::ProgramRules;

const ProgramRules& rules_for(const Subject& subject) {
  return predict::rules_of(subject.config.program.kind);
}

template <class Test>
std::size_t count(const Pool& pool, Test test) {
  return static_cast<std::size_t>(std::count_if(pool.servers.begin(), pool.servers.end(), test));
}

// HAProxy answers from rules (redirects, statistics) in sections without servers; that is common.
// One that says how to balance was meant to have servers, unless it answers every request.
void report_empty(const Subject& subject, const Pool& pool, std::vector<Finding>& findings) {
  const bool starts = rules_for(subject).starts_without_servers;
  const bool meant = pool.balance.algorithm.origin == model::Origin::set;
  const model::OwnAnswers answers = pool.answers.value;
  if (answers == model::OwnAnswers::all || answers == model::OwnAnswers::pages) return;
  if (starts && !meant) return;
  Finding finding = finding_at(pool);
  finding.severity = starts ? Severity::warning : Severity::error;
  finding.message = fmt::format("{} has no server", quoted(pool.name));
  finding.because = {!starts ? fmt::format("{} does not start with an empty {}",
                                           to_string(subject.config.program.kind), pool.section)
                     : answers == model::OwnAnswers::some
                         ? "HAProxy answers 503 to every request that its rules do not answer"
                         : "HAProxy answers 503 to every request that reaches it"};
  finding.hint = "add its servers, or remove it";
  findings.push_back(std::move(finding));
}

std::string why_none(const Pool& pool) {
  const std::size_t disabled = count(pool, [](const Server& s) { return s.disabled.value; });
  const std::size_t all = pool.servers.size();
  const std::size_t down = count(pool, [](const Server& s) { return s.down; });
  if (disabled == all)
    return fmt::format("{} {}", all == 1 ? "its server is" : "all its servers are",
                       down == 0     ? "disabled"
                       : down == all ? "down, as you say"
                                     : "disabled, or down as you say");
  if (disabled == 0)
    return fmt::format("{} weight 0", all == 1 ? "its server has" : "all its servers have");
  const std::size_t weightless = all - disabled;
  return fmt::format("{} of its {} servers {} disabled, the other{} weight 0", disabled, all,
                     disabled == 1 ? "is" : "are", weightless == 1 ? " has" : "s have");
}

void report_switched_off(const Pool& pool, std::vector<Finding>& findings) {
  Finding finding = finding_at(pool);
  finding.at = pool.disabled.at;
  finding.length = sizeof("disabled") - 1;
  finding.severity = Severity::warning;
  finding.message = fmt::format("{} is switched off: it takes no request", quoted(pool.name));
  finding.because = {
      "requests that are routed here get an error; nothing listens on its own ports"};
  finding.hint = "remove the line \"disabled\", or the section and the routes to it";
  finding.figures = {{"servers", double(pool.servers.size())}, {"usable", 0}};
  findings.push_back(std::move(finding));
}

void report_none(const Subject& subject, const Pool& pool, std::vector<Finding>& findings) {
  Finding finding = finding_at(pool, pool.servers.front());
  finding.where = where(pool);
  finding.severity = Severity::error;
  finding.message = fmt::format("no server of {} can take a request", quoted(pool.name));
  finding.because = {why_none(pool), fmt::format("every request is answered with {}",
                                                 rules_for(subject).no_server_status)};
  finding.hint = "enable at least one server, or give it a weight";
  finding.figures = {{"servers", double(pool.servers.size())}, {"usable", 0}};
  findings.push_back(std::move(finding));
}

// HAProxy starts with backups alone; nginx counts the others first and refuses to start.
void report_backups_only(const Subject& subject, const Pool& pool, std::size_t used,
                         std::vector<Finding>& findings) {
  Finding finding = finding_at(pool, pool.servers.front());
  finding.where = where(pool);
  const std::size_t idle = pool.servers.size() - used;
  if (!rules_for(subject).starts_with_backups_alone) {
    finding.severity = Severity::error;
    finding.message = fmt::format("{} has only backup servers", quoted(pool.name));
    finding.because = {fmt::format("{} does not start with an {} that has no other server",
                                   to_string(subject.config.program.kind), pool.section)};
  } else {
    finding.severity = idle > 0 ? Severity::warning : Severity::note;
    finding.message =
        idle > 0 ? fmt::format("{} has only backup servers: one takes everything, {} idle",
                               quoted(pool.name), idle == 1 ? "the other is" : "the others are")
                 : fmt::format("{} has only backup servers", quoted(pool.name));
    if (idle > 0)
      finding.because = {"without option allbackups, HAProxy uses one backup at a time"};
  }
  finding.hint = "take the word backup from those that are meant to work";
  finding.figures = {{"servers", double(pool.servers.size())}, {"usable", double(used)}};
  findings.push_back(std::move(finding));
}

void judge(const Subject& subject, const predict::PoolForecast& forecast,
           std::vector<Finding>& findings) {
  const Pool& pool = *forecast.pool;
  if (pool.partly_unread()) return;
  if (pool.servers.empty()) return report_empty(subject, pool, findings);
  if (forecast.candidates.empty())
    return pool.disabled.value ? report_switched_off(pool, findings)
                               : report_none(subject, pool, findings);
  const std::size_t active = count(pool, [](const Server& s) { return !s.backup.value; });
  if (active == 0) report_backups_only(subject, pool, forecast.candidates.size(), findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const predict::PoolForecast& forecast : subject.prediction.pools)
    judge(subject, forecast, findings);
}

}  // namespace

const Rule& no_usable_server() {
  static const Rule rule{"no-usable-server", "a pool in which no server can take a request",
                         Severity::error, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
