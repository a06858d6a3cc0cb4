#include "report/told.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ek::report {
namespace {

void diagnostic_json(const text::Diagnostic& diagnostic, const text::Sources& sources, Json& json) {
  json.object().field("severity", name_of(diagnostic.severity));
  json.field("message", std::string_view(diagnostic.message));
  if (!diagnostic.hint.empty()) json.field("hint", std::string_view(diagnostic.hint));
  json.place(diagnostic.at, sources).end_object();
}

void diagnostics_json(const Told& told, Json& json) {
  if (told.diagnostics == nullptr) return;
  for (const text::Diagnostic& diagnostic : told.diagnostics->all())
    diagnostic_json(diagnostic, *told.sources, json);
}

}  // namespace

std::string_view name_of(text::Severity severity) {
  switch (severity) {
    case text::Severity::error:
      return "error";
    case text::Severity::warning:
      return "warning";
    case text::Severity::note:
      return "note";
  }
  return "";
}

std::string_view name_of(model::OwnAnswers answers) {
  switch (answers) {
    case model::OwnAnswers::none:
      return "none";
    case model::OwnAnswers::some:
      return "some";
    case model::OwnAnswers::pages:
      return "pages";
    case model::OwnAnswers::all:
      return "all";
  }
  return "";
}

std::string plural(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

Told told(const dialects::Reading& reading) {
  return {&reading.diagnostics, &reading.sources};
}

bool refused(const dialects::Reading& reading, const Told& policy) {
  return reading.diagnostics.has_errors() || policy.count(text::Severity::error) > 0;
}

std::string refusal(const dialects::Reading& reading, const Told& policy) {
  const std::size_t here = reading.diagnostics.count(text::Severity::error);
  const std::size_t there = policy.count(text::Severity::error);
  if (here > 0)
    return fmt::format("refused: {}; {} would not start with this configuration",
                       plural(here, "error"), to_string(reading.config.program.kind));
  if (there > 0) return fmt::format("refused: {} in the policy file", plural(there, "error"));
  return "";
}

std::string told_text(const Told& told, std::span<const std::string_view> repeated) {
  std::string text;
  if (told.diagnostics == nullptr) return text;
  for (const text::Diagnostic& diagnostic : told.diagnostics->all()) {
    const bool said_again = diagnostic.severity == text::Severity::note &&
                            std::ranges::find(repeated, diagnostic.message) != repeated.end();
    if (!said_again) text += draw(diagnostic, *told.sources);
  }
  if (told.diagnostics->dropped() > 0)
    text += fmt::format("and {} more of these, not shown\n", told.diagnostics->dropped());
  return text;
}

void told_json(const dialects::Reading& reading, const Told& policy, Json& json) {
  json.field("refused", refused(reading, policy)).key("diagnostics").array();
  diagnostics_json(told(reading), json);
  diagnostics_json(policy, json);
  json.end_array();
}

std::string program_text(const model::Program& program) {
  const bool assumed = program.version_source.starts_with("assumed");
  return fmt::format("{} {} · version {}{}", to_string(program.kind), to_string(program.version),
                     assumed ? "" : "from ", base::printable(program.version_source));
}

}  // namespace ek::report
