// The page people paste into a ticket: what was read, then each pool.
#include <fmt/format.h>

#include "base/text.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::Exactness;
using predict::PoolForecast;

std::string grade_text(const predict::Grade& grade) {
  switch (grade.exactness) {
    case Exactness::exact:
      return "exact, pick for pick";
    case Exactness::exact_given:
      return "exact, given " + grade.reason;
    case Exactness::distribution:
      return "exact in the long run, not pick by pick";
    case Exactness::approximate:
      return "approximate";
    case Exactness::not_predictable:
      return "not predictable, because " + grade.reason;
  }
  return "";
}

std::string intent_text(const PoolForecast& forecast) {
  switch (forecast.intended_by) {
    case predict::IntendedBy::even:
      return "even (no policy says otherwise)";
    case predict::IntendedBy::weights:
      return "as weighted (every server states a weight)";
    case predict::IntendedBy::policy:
      return "by the policy";
  }
  return "";
}

std::string place_text(const PredictView& view, text::Place at) {
  if (!at.known()) return std::string(view.file);
  return fmt::format("{}:{}", view.reading.sources[at.file].path(), at.line);
}

void notes(const PoolForecast& forecast, const Style& style, Output& output) {
  const auto note = [&](std::string_view text) {
    output.line("  " + style.paint(Tone::quiet, "note: ") + base::printable(text));
  };
  for (const std::string& text : forecast.grade.notes) note(text);
  for (const model::Dependency& depends : forecast.pool->depends)
    note(depends.what + (depends.how.empty() ? "" : ": " + depends.how));
}

void pool_text(const PredictView& view, const PoolForecast& forecast, const Style& style,
               Output& output) {
  const model::Pool& pool = *forecast.pool;
  output.line("");
  output.line(fmt::format("{} {} · {} · {}", style.paint(Tone::strong, pool.section),
                          style.paint(Tone::strong, base::printable(pool.name)),
                          base::printable(pool.balance.algorithm.value),
                          base::printable(place_text(view, pool.at))));
  output.line("  " + base::printable(grade_text(forecast.grade)));
  if (forecast.predictable() && forecast.candidates.empty())
    output.line(
        style.paint(Tone::bad, "  no server can take a request: every request gets an error"));
  if (forecast.predictable() && !forecast.candidates.empty()) {
    output.line(fmt::format("  intended: {}{}", intent_text(forecast),
                            forecast.rate ? " · rate " + base::to_string(base::Rate{*forecast.rate})
                                          : " · rate unknown"));
    share_table(forecast, style, output);
    loss_table(forecast, style, output);
    loss_heat_map(forecast, style, output);
    in_words(forecast, style, output);
  }
  notes(forecast, style, output);
}

}  // namespace

void predict_text(const PredictView& view, const Style& style, Output& output) {
  const model::Program& program = view.reading.config.program;
  output.line(fmt::format("{} · {} {} · version {}", base::printable(view.file),
                          to_string(program.kind), to_string(program.version),
                          base::printable(program.version_source)));
  for (const model::Dependency& depends : view.reading.config.depends)
    output.line("note: " + base::printable(depends.what) +
                (depends.how.empty() ? "" : ": " + base::printable(depends.how)));
  if (view.prediction.pools.empty()) output.line("no pool of servers in this configuration");
  for (const PoolForecast& forecast : view.prediction.pools)
    pool_text(view, forecast, style, output);
}

}  // namespace ek::report
