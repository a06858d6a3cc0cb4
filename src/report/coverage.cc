#include "report/coverage.h"

#include <fmt/format.h>

#include <numeric>

#include "base/text.h"
#include "report/json.h"
#include "report/told.h"

namespace ek::report {
namespace {

using model::Support;

constexpr Support states[] = {Support::modelled, Support::depends, Support::unmodelled,
                              Support::irrelevant, Support::unrecognised};

}  // namespace

void coverage_text(const dialects::Reading& reading, std::string_view file, const Style& style,
                   Output& output) {
  const model::Coverage& coverage = reading.config.coverage;
  const model::Program& program = reading.config.program;
  const auto total = std::accumulate(coverage.counts.begin(), coverage.counts.end(), 0u);
  output.line(
      fmt::format("{} · {} · {} statements", base::printable(file), program_text(program), total));
  for (const Support state : states) {
    const auto count = coverage.counts[static_cast<std::size_t>(state)];
    output.line(fmt::format("  {} {}  {}", right(std::to_string(count), 7),
                            right(percent(total == 0 ? 0 : double(count) / total), 8),
                            to_string(state)));
  }
  for (const model::CoveredLine& line : coverage.lines) {
    const Tone tone = line.support == Support::unrecognised ? Tone::warning : Tone::plain;
    output.line(fmt::format(
        "{}:{}: {}: {}{}", base::printable(reading.sources[line.at.file].path()), line.at.line,
        style.paint(tone, to_string(line.support)), base::printable(line.keyword),
        line.note.empty() ? "" : " (" + base::printable(line.note) + ")"));
  }
}

void coverage_json(const dialects::Reading& reading, std::string_view file, Output& output) {
  const model::Coverage& coverage = reading.config.coverage;
  const model::Program& program = reading.config.program;
  Json json(output);
  json.object().field("schema", "evenkeel.coverage/1").field("file", file);
  json.field("program", to_string(program.kind));
  json.field("version", std::string_view(to_string(program.version)));
  json.key("counts").object();
  for (const Support state : states)
    json.field(to_string(state), coverage.counts[static_cast<std::size_t>(state)]);
  json.end_object().key("lines").array();
  for (const model::CoveredLine& line : coverage.lines) {
    json.object().field("support", to_string(line.support));
    json.field("keyword", std::string_view(line.keyword));
    if (!line.note.empty()) json.field("note", std::string_view(line.note));
    json.place(line.at, reading.sources).end_object();
  }
  json.end_array().end_object();
}

}  // namespace ek::report
