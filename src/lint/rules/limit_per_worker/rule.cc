// nginx: max_conns without a zone holds for each worker process, not for all of them.
#include <fmt/format.h>

#include <algorithm>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

std::string beyond_words(const model::Server& server, std::uint32_t workers) {
  if (workers == 0)
    return "each worker process lets as many through; how many run is not known here";
  return fmt::format("{} worker processes let {} through to {}", workers,
                     std::uint64_t{workers} * server.maxconn.value, quoted(server.name));
}

void report(const model::Pool& pool, std::uint32_t workers, std::vector<Finding>& findings) {
  const auto limited = [](const model::Server& server) { return server.maxconn.value > 0; };
  const auto first = std::ranges::find_if(pool.servers, limited);
  if (first == pool.servers.end()) return;
  Finding finding = finding_at(pool, *first);
  if (first->maxconn.at.known()) finding.at = first->maxconn.at, finding.length = 1;
  finding.where = where(pool);
  finding.severity = Severity::warning;
  finding.message = fmt::format(
      "max_conns={} does not limit {} to that: without a zone every "
      "worker counts for itself",
      first->maxconn.value, quoted(first->name));
  finding.because = {beyond_words(*first, workers)};
  const auto others = std::ranges::count_if(pool.servers, limited) - 1;
  if (others > 0)
    finding.because.push_back(fmt::format(
        "so it is with {} more of {}", counted(std::size_t(others), "server"), quoted(pool.name)));
  finding.hint = fmt::format(
      "add \"zone {} 64k;\" to the upstream: its workers then count together", quoted(pool.name));
  findings.push_back(std::move(finding));
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const model::Program& program = subject.config.program;
  const auto counters = predict::rules_of(program.kind).connection_counters;
  for (const model::Pool& pool : subject.config.pools)
    if (const std::uint32_t workers = counters({program, pool}); workers != 1)
      report(pool, workers, findings);
}

}  // namespace

const Rule& limit_per_worker() {
  static const Rule rule{"limit-per-worker",
                         "a connection limit that every worker process keeps for itself (nginx)",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
