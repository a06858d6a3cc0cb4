// The page people paste into a ticket: what was read, then each pool.
#include <fmt/format.h>

#include <algorithm>

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
      return "exact in the long run, not pick by pick" +
             (grade.reason.empty() ? "" : ": " + grade.reason);
    case Exactness::approximate:
      return "approximate: " + grade.reason;
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

// Who answers when no server does.
std::string nobody_text(const model::Pool& pool, const Style& style) {
  constexpr std::string_view none = "no server can take a request: every request gets an error";
  if (!pool.servers.empty()) return style.paint(Tone::bad, none);
  switch (pool.answers.value) {
    case model::OwnAnswers::all:
      return "it has no server: its rules answer every request";
    case model::OwnAnswers::pages:
      return "it has no server: requests get its own page for errors, or what its rules answer";
    case model::OwnAnswers::some:
      return "it has no server: its rules answer some requests, every other gets an error";
    case model::OwnAnswers::none:
      break;
  }
  return style.paint(Tone::bad, none);
}

void pool_text(const PredictView& view, const PoolForecast& forecast, const Style& style,
               Output& output) {
  const model::Pool& pool = *forecast.pool;
  output.line("");
  output.line(fmt::format("{} {} · {} · {}", style.paint(Tone::strong, pool.section),
                          style.paint(Tone::strong, base::printable(pool.name)),
                          base::printable(pool.balance.algorithm.value),
                          base::printable(place_text(view, pool.at))));
  output.line((refused(view.reading, view.policy) ? "  of what could be read: " : "  ") +
              base::printable(grade_text(forecast.grade)));
  if (forecast.predictable() && forecast.candidates.empty())
    output.line("  " + nobody_text(pool, style));
  if (forecast.predictable() && !forecast.candidates.empty()) {
    output.line(fmt::format("  intended: {}{}", intent_text(forecast),
                            forecast.rate ? " · rate " + base::to_string(base::Rate{*forecast.rate})
                                          : " · rate unknown"));
    share_table(forecast, style, output);
    loss_table(forecast, view.every_loss, style, output);
    loss_heat_map(forecast, style, output);
    in_words(forecast, style, output);
  }
  notes(forecast, style, output);
}

// First and last: who sees only the end of a long answer must know it as well.
void refusal_text(const PredictView& view, std::string_view figures, const Style& style,
                  Output& output) {
  const std::string why = refusal(view.reading, view.policy);
  if (!why.empty())
    output.line(style.paint(
        Tone::bad, fmt::format("{}: the figures {} are only of what could be read", why, figures)));
}

}  // namespace

std::vector<const PoolForecast*> shown_pools(const PredictView& view) {
  const auto& routes = view.reading.config.routes;
  std::vector<const PoolForecast*> shown;
  for (const PoolForecast& forecast : view.prediction.pools) {
    const model::Pool& pool = *forecast.pool;
    const bool only_a_table =
        pool.servers.empty() && pool.persistence.stick_table.stated() &&
        std::ranges::find(routes, pool.name, &model::Route::target) == routes.end();
    if (!only_a_table) shown.push_back(&forecast);
  }
  return shown;
}

void predict_text(const PredictView& view, const Style& style, Output& output) {
  output.line(fmt::format("{} · {}", base::printable(view.file),
                          program_text(view.reading.config.program)));
  refusal_text(view, "below", style, output);
  for (const model::Dependency& depends : view.reading.config.depends)
    output.line("note: " + base::printable(depends.what) +
                (depends.how.empty() ? "" : ": " + base::printable(depends.how)));
  const auto pools = shown_pools(view);
  if (pools.empty()) output.line("no pool of servers in this configuration");
  for (const PoolForecast* forecast : pools) pool_text(view, *forecast, style, output);
  if (!pools.empty()) refusal_text(view, "above", style, output);
}

}  // namespace ek::report
