// A key that cannot spread: the same for every request, or of fewer values than there are servers.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rules/share_skew/pool_view.h"
#include "lint/words.h"
#include "predict/keys/possible_keys.h"
#include "predict/program.h"

namespace ek::lint::share_skew {
namespace {

// The server that has everything; no_server: not known. None: there is no key, so they take turns.
std::optional<ServerIndex> winner(const PoolView& view) {
  if (!view.forecast.predictable()) return predict::no_server;
  const auto all = [&](ServerIndex i) { return view.forecast.servers[i].share > 0.999; };
  const auto found = std::ranges::find_if(view.servers, all);
  return found == view.servers.end() ? std::nullopt : std::optional(*found);
}

Finding at_key(const PoolView& view) {
  const auto& key = view.pool.balance.key;
  Finding finding = finding_at(view.pool);
  if (key.at.known()) finding.at = key.at, finding.length = 1;
  finding.hint = predict::rules_of(view.subject.config.program.kind).key_that_differs;
  return finding;
}

bool report_one_key(const PoolView& view, std::vector<Finding>& findings) {
  const auto server = winner(view);
  if (!server) return false;
  Finding finding = at_key(view);
  const std::string who =
      *server == predict::no_server ? "one server" : quoted(view.pool.servers[*server].name);
  finding.severity = Severity::error;
  finding.message = fmt::format("every request has the same key, so {} gets 100.0 % of {}", who,
                                quoted(view.pool.name));
  const std::string& written = view.pool.balance.key.value.written;
  finding.because = {fmt::format("the key {} does not depend on the request", quoted(written))};
  if (written.find("env(") != std::string::npos)
    finding.because.emplace_back(
        "where that environment variable is not set, there is no key and the servers take turns");
  finding.figures = {{"share", 1}, {"intended", view.fair()}};
  findings.push_back(std::move(finding));
  return true;
}

void report_few_keys(const PoolView& view, std::uint32_t keys, std::vector<Finding>& findings) {
  Finding finding = at_key(view);
  const std::size_t idle = view.servers.size() - keys;
  finding.severity = Severity::warning;
  finding.message =
      fmt::format("at most {} different keys exist, so at least {} of the {} of {} {}", keys, idle,
                  counted(view.servers.size(), "server"), quoted(view.pool.name),
                  idle == 1 ? "gets nothing" : "get nothing");
  finding.because = {fmt::format("the key {} has no more values than that in this configuration",
                                 quoted(view.pool.balance.key.value.written))};
  finding.figures = {{"keys", double(keys)}, {"idle", double(idle)}};
  findings.push_back(std::move(finding));
}

}  // namespace

bool report_constant_key(const PoolView& view, std::vector<Finding>& findings) {
  if (!hashes_a_stated_key(view.forecast)) return false;
  const std::uint32_t keys = predict::keys_possible({view.subject.config.program, view.pool});
  if (keys == 0 || keys >= view.servers.size()) return false;
  if (keys == 1) return report_one_key(view, findings);
  report_few_keys(view, keys, findings);
  return true;
}

}  // namespace ek::lint::share_skew
