// A key that cannot spread: constant text.
#include <fmt/format.h>

#include "lint/algorithms.h"
#include "lint/rules/share_skew/pool_view.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::share_skew {
namespace {

// The one key of all requests; nullopt when keys differ or nobody can tell.
std::optional<std::string> constant_key(const model::Key& key) {
  std::string text;
  for (const model::KeyPart& part : key.parts) {
    if (part.source != model::KeySource::literal || !part.converters.empty()) return std::nullopt;
    text += part.text;
  }
  return text.empty() ? std::nullopt : std::optional(text);  // without a key: round robin
}

}  // namespace

bool report_constant_key(const PoolView& view, std::vector<Finding>& findings) {
  const model::Balance& balance = view.pool.balance;
  if (!hashes_a_stated_key(view.forecast)) return false;
  const auto key = constant_key(balance.key.value);
  if (!key) return false;
  std::string winner = "one server";
  Finding finding = finding_at(view.pool);
  if (view.forecast.algorithm != nullptr && view.forecast.algorithm->picker != nullptr) {
    const predict::Context context{view.subject.config.program, view.pool};
    const auto picker = view.forecast.algorithm->picker(context, view.servers, 1);
    const ServerIndex server = picker ? picker->pick(*key) : predict::no_server;
    if (server != predict::no_server) winner = quoted(view.pool.servers[server].name);
  }
  finding.severity = Severity::error;
  if (balance.key.at.known()) finding.at = balance.key.at, finding.length = 1;
  finding.message = fmt::format("every request has the same key, so {} gets 100.0 % of {}", winner,
                                quoted(view.pool.name));
  finding.because = {
      fmt::format("the key {} does not depend on the request", quoted(balance.key.value.written))};
  finding.hint = predict::rules_of(view.subject.config.program.kind).key_that_differs;
  finding.figures = {{"share", 1}, {"intended", view.fair()}};
  findings.push_back(std::move(finding));
  return true;
}

}  // namespace ek::lint::share_skew
