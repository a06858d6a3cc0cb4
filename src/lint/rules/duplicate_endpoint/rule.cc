// The same address and port twice in a pool: one machine gets two shares.
#include <fmt/format.h>

#include <map>

#include "lint/rule.h"
#include "lint/words.h"

namespace ek::lint::rule_list {
namespace {

using model::AddressKind, model::Pool, model::ProgramKind, model::Server;
using predict::PoolForecast, predict::ServerIndex;

constexpr std::uint16_t nginx_default_port = 80;

// What the server is reached at; "" when that is not known here.
std::string endpoint(const Server& server, ProgramKind program) {
  model::Address address = server.address.value;
  if (address.kind == AddressKind::none || address.kind == AddressKind::other) return {};
  if (program == ProgramKind::nginx && address.port == 0 &&
      address.kind != AddressKind::unix_socket)
    address.port = nginx_default_port;
  return to_string(address);
}

// Several servers from one word (a template, a name with several addresses) are meant to be
// several.
bool from_one_word(const Server& a, const Server& b) {
  return a.at == b.at;
}

// HAProxy with resolvers hands the addresses of a name out to the servers that use it.
bool may_be_shared_out(const Server& server, ProgramKind program) {
  return program == ProgramKind::haproxy && server.address.value.kind == AddressKind::name;
}

void report(const Subject& subject, const PoolForecast& forecast,
            const std::vector<ServerIndex>& same, std::size_t distinct,
            std::vector<Finding>& findings) {
  const Pool& pool = *forecast.pool;
  const Server& first = pool.servers[same.front()];
  const Server& again = pool.servers[same[1]];
  double share = 0;
  std::vector<std::string> names;
  for (const ServerIndex i : same) {
    share += forecast.servers[i].share;
    names.push_back(pool.servers[i].name);
  }
  const double fair = 1.0 / static_cast<double>(distinct);
  const std::string at = endpoint(first, subject.config.program.kind);
  Finding finding = finding_at(pool, again);
  const bool unsure = may_be_shared_out(first, subject.config.program.kind);
  finding.severity = unsure ? Severity::warning : Severity::error;
  const std::string how_often = same.size() == 2 ? "twice" : fmt::format("{} times", same.size());
  finding.message = fmt::format("{} stands {} in {}", quoted(at), how_often, quoted(pool.name));
  if (share > fair)
    finding.message += fmt::format(": it gets {}, {} its fair share of {}", percent(share),
                                   times(share / fair), percent(fair));
  else if (share > 0)
    finding.message += fmt::format(": it gets {} in all", percent(share));
  if (first.name != again.name)
    finding.because.push_back(fmt::format("{} are the same machine and port", listed(names)));
  finding.because.push_back("first at " + line_of(first.at, subject.sources));
  finding.because.push_back(
      "its health is counted twice as well: one machine down is two servers down");
  finding.hint = unsure
                     ? "with resolvers, HAProxy may give each its own address of that name; "
                       "server-template says so in one line"
                     : "correct the address, or remove the line and give the first one the weight "
                       "that is meant";
  finding.figures = {{"share", share}, {"fair", fair}, {"times", double(same.size())}};
  findings.push_back(std::move(finding));
}

void judge(const Subject& subject, const PoolForecast& forecast, std::vector<Finding>& findings) {
  const ProgramKind program = subject.config.program.kind;
  std::map<std::string, std::vector<ServerIndex>> by_endpoint;
  std::size_t unknown = 0;
  for (const ServerIndex i : forecast.candidates) {
    const std::string at = endpoint(forecast.pool->servers[i], program);
    if (at.empty())
      ++unknown;
    else
      by_endpoint[at].push_back(i);
  }
  const std::size_t distinct = by_endpoint.size() + unknown;
  for (const auto& [at, same] : by_endpoint) {
    if (same.size() < 2) continue;
    if (from_one_word(forecast.pool->servers[same.front()], forecast.pool->servers[same.back()]))
      continue;
    report(subject, forecast, same, distinct, findings);
  }
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& forecast : subject.prediction.pools) judge(subject, forecast, findings);
}

}  // namespace

const Rule& duplicate_endpoint() {
  static const Rule rule{"duplicate-endpoint", "the same address and port twice in a pool",
                         Severity::error, run};
  return rule;
}

}  // namespace ek::lint::rule_list
