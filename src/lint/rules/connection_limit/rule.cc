// A listener, or the whole program, holds fewer requests at once than the known rates keep busy.
#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/connections.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using predict::ConnectionLimit;

std::string where(const ConnectionLimit& limit) {
  return limit.listener == nullptr ? limit.process.section : "listener:" + limit.listener->name;
}

std::string arithmetic(const ConnectionLimit& limit) {
  const std::string pools = limit.pools.size() == 1
                                ? quoted(limit.pools.front()->pool->name) + " gets"
                                : counted(limit.pools.size(), "pool") +
                                      (limit.listener ? " of this listener get" : " get");
  return fmt::format("{} {}, each request takes {}: {} at once", pools, per_second(limit.rate),
                     duration(limit.busy / limit.rate), base::count_text(limit.busy));
}

std::string message(const ConnectionLimit& limit) {
  if (limit.process.waits)
    return fmt::format("{} lets {} through, and {} are known to come", name_of(limit),
                       per_second(limit.ceiling()), per_second(limit.rate));
  return fmt::format("{} turns {} of {} away", name_of(limit), base::percent(limit.turned_away),
                     per_second(limit.rate));
}

void report(const ConnectionLimit& limit, const predict::ProcessLimit& process,
            std::vector<Finding>& findings) {
  Finding finding;
  finding.where = where(limit);
  finding.at = limit.at;
  finding.length = limit.listener == nullptr
                       ? process.length
                       : static_cast<std::uint32_t>(std::to_string(limit.limit).size());
  finding.severity = limit.shares_connections ? Severity::note : Severity::warning;
  finding.message = message(limit);
  finding.because = process.reasons;
  finding.because.insert(finding.because.begin(), arithmetic(limit));
  if (limit.shares_connections)
    finding.because.emplace_back(
        "with HTTP/2 several requests share a connection: then more get through");
  finding.hint =
      fmt::format("raise it well above {}", base::count_text(limit.process.needed(limit.busy)));
  finding.figures = {{"limit", double(limit.limit)},
                     {"rate", limit.rate},
                     {"at_once", limit.busy},
                     {"ceiling", limit.ceiling()}};
  findings.push_back(std::move(finding));
}

// Each connection is an open file, and the program has a few more.
void report_files(const model::Config& config, std::vector<Finding>& findings) {
  if (!config.open_files.stated() || config.open_files.value >= config.maxconn.value) return;
  Finding finding;
  finding.where = "config";
  finding.at = config.open_files.at;
  finding.length = static_cast<std::uint32_t>(std::to_string(config.open_files.value).size());
  finding.severity = Severity::note;
  finding.message = fmt::format("a worker may open {} files, and hold {} connections",
                                config.open_files.value, config.maxconn.value);
  finding.because = {"each connection is an open file: the files run out first"};
  finding.hint = fmt::format("raise it above {}", config.maxconn.value);
  findings.push_back(std::move(finding));
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const model::Config& config = subject.config;
  const auto process = predict::rules_of(config.program.kind).process_limit(config);
  for (const ConnectionLimit& limit : predict::limits_reached(config, subject.prediction.pools))
    if (limit.at.known()) report(limit, process, findings);
  report_files(config, findings);
}

}  // namespace

const Rule& connection_limit() {
  static const Rule rule{"connection-limit",
                         "fewer connections may be open at once than the requests keep busy",
                         Severity::warning, Rank::effect, run};
  return rule;
}

}  // namespace ek::lint::rule_list
