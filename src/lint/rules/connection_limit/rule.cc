// A listener, or the whole process, holds fewer connections at once than the known rates keep busy.
#include <fmt/format.h>

#include <cmath>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/connections.h"

namespace ek::lint::rule_list {
namespace {

using predict::ConnectionLimit;

std::string where(const ConnectionLimit& limit) {
  return limit.listener == nullptr ? "global" : "listener:" + limit.listener->name;
}

std::string arithmetic(const ConnectionLimit& limit) {
  const std::string pools = limit.pools.size() == 1
                                ? quoted(limit.pools.front()->pool->name) + " gets"
                                : counted(limit.pools.size(), "pool") +
                                      (limit.listener ? " of this listener get" : " get");
  return fmt::format("{} {}, each request takes {}: {} at once", pools, per_second(limit.rate),
                     duration(limit.busy / limit.rate), base::count_text(limit.busy));
}

void report(const ConnectionLimit& limit, std::vector<Finding>& findings) {
  Finding finding;
  finding.where = where(limit);
  finding.at = limit.at;
  finding.length = static_cast<std::uint32_t>(std::to_string(limit.limit).size());
  finding.severity = limit.shares_connections ? Severity::note : Severity::warning;
  finding.message = fmt::format("{} lets {} through, and {} are known to come", name_of(limit),
                                per_second(limit.ceiling()), per_second(limit.rate));
  finding.because = {arithmetic(limit),
                     "who finds no place waits to be accepted, unseen by any queue of HAProxy",
                     "it counts connections: idle keep-alive clients take places, too"};
  if (limit.shares_connections)
    finding.because.emplace_back(
        "with HTTP/2 several requests share a connection: then more get through");
  finding.hint = fmt::format("raise it well above {}", base::count_text(std::ceil(limit.busy)));
  finding.figures = {{"limit", double(limit.limit)},
                     {"rate", limit.rate},
                     {"at_once", limit.busy},
                     {"ceiling", limit.ceiling()}};
  findings.push_back(std::move(finding));
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const ConnectionLimit& limit :
       predict::limits_reached(subject.config, subject.prediction.pools))
    if (limit.at.known()) report(limit, findings);
}

}  // namespace

const Rule& connection_limit() {
  static const Rule rule{"connection-limit",
                         "fewer connections may be open at once than the requests keep busy",
                         Severity::warning, run};
  return rule;
}

}  // namespace ek::lint::rule_list
