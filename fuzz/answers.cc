#include "fuzz/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "fuzz/printable.h"
#include "lint/check.h"
#include "predict/prediction.h"
#include "report/coverage.h"
#include "report/dump.h"
#include "report/findings.h"
#include "report/predict.h"

namespace ek::fuzz {
namespace {

constexpr std::string_view file_name = "fuzzed.conf";
// Shares are sums of at most this many rounded numbers.
constexpr double share_error_max = 1e-9;
// server-template makes 36,000 servers out of one line; reading them is tried, drawing them is
// slow.
constexpr std::size_t servers_max = 40;
constexpr std::size_t diagnostics_max = 20;
// Enough to go through everything; under the sanitizers the usual number takes half a minute.
constexpr std::size_t simulated_requests = 800;

std::size_t servers_of(const model::Config& config) {
  std::size_t servers = 0;
  for (const model::Pool& pool : config.pools) servers += pool.servers.size();
  return servers;
}

Complaint bad_sum(double sum, const predict::PoolForecast& forecast, std::string_view of) {
  if (std::abs(sum - 1) <= share_error_max) return "";
  return fmt::format("{} of pool {} sum to {}", of, forecast.pool->name, sum);
}

Complaint bad_shares(const predict::PoolForecast& forecast) {
  if (!forecast.predictable() || forecast.algorithm == nullptr ||
      forecast.algorithm->shares == nullptr || forecast.candidates.empty())
    return "";
  double sum = 0;
  for (const auto& server : forecast.servers) sum += server.share;
  if (auto complaint = bad_sum(sum, forecast, "the shares"); !complaint.empty()) return complaint;
  for (const predict::Loss& loss : forecast.losses) {
    if (loss.survivors.empty()) continue;
    sum = 0;
    for (const predict::Survivor& survivor : loss.survivors) sum += survivor.share;
    if (auto complaint = bad_sum(sum, forecast, "the survivors' shares"); !complaint.empty())
      return complaint;
  }
  return "";
}

Complaint bad_findings(const dialects::Reading& reading, const model::Policy& policy,
                       const predict::Prediction& prediction) {
  const lint::Subject subject{reading.config, policy, prediction, reading.sources,
                              reading.diagnostics.has_errors()};
  const auto result = lint::check(subject, {{}, {}, "2026-11-22"});
  for (const lint::Finding& finding : result.findings)
    if (!finding.at.known()) return "a finding without a place: " + std::string(finding.rule);
  const report::FindingsView view{reading, result, file_name};
  report::Output text, json;
  report::findings_text(view, {}, text);
  report::findings_json(view, json);
  if (auto bad = not_printable(text.text()); !bad.empty()) return bad;
  return not_json(json.text());
}

}  // namespace

Complaint tree_differs(const dialects::Reading& reading, std::string_view text) {
  std::string printed;
  for (const text::Node* file : reading.tree.files()) {
    if (!well_formed(*file)) return "the tree is not well formed";
    print(*file, reading.sources[file->file], printed);
  }
  return printed == text ? "" : "the printed tree differs from the file";
}

Complaint bad_drawings(const dialects::Reading& reading) {
  const auto& all = reading.diagnostics.all();
  for (const auto& diagnostic : std::span(all).first(std::min(all.size(), diagnostics_max)))
    if (auto bad = not_printable(draw(diagnostic, reading.sources)); !bad.empty()) return bad;
  report::Output tree, coverage, coverage_json;
  report::dump_tree(reading, tree);
  report::coverage_text(reading, file_name, {}, coverage);
  report::coverage_json(reading, file_name, coverage_json);
  for (const report::Output* text : {&tree, &coverage})
    if (auto bad = not_printable(text->text()); !bad.empty()) return bad;
  if (auto bad = not_json(coverage_json.text()); !bad.empty()) return bad;
  if (servers_of(reading.config) > servers_max) return "";
  report::Output model, model_json;
  report::dump_model_text(reading, model);
  report::dump_model_json(reading, file_name, model_json);
  if (auto bad = not_printable(model.text()); !bad.empty()) return bad;
  return not_json(model_json.text());
}

Complaint bad_answers(const dialects::Reading& reading, const model::Policy& policy) {
  if (servers_of(reading.config) > servers_max) return "";
  predict::PredictOptions options;
  options.simulated_requests = simulated_requests;
  const auto prediction = predict::predict(reading.config, policy, options);
  // A file that the program refuses has no shares to speak of (backups where there can be none).
  if (!reading.diagnostics.has_errors())
    for (const predict::PoolForecast& forecast : prediction.pools)
      if (auto bad = bad_shares(forecast); !bad.empty()) return bad;
  const report::PredictView view{reading, prediction, file_name};
  report::Output text, json;
  report::predict_text(view, {}, text);
  report::predict_json(view, json);
  if (auto bad = not_printable(text.text()); !bad.empty()) return bad;
  if (auto bad = not_json(json.text()); !bad.empty()) return bad;
  return bad_findings(reading, policy, prediction);
}

}  // namespace ek::fuzz
