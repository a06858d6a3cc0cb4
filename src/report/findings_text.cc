#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/rule.h"
#include "report/findings.h"

namespace ek::report {
namespace {

using lint::Finding;
using text::Severity;

struct Heading {
  std::string_view word;
  Tone tone;
};

Heading heading_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return {"error", Tone::bad};
    case Severity::warning:
      return {"warning", Tone::warning};
    case Severity::note:
      return {"note", Tone::quiet};
  }
  return {"", Tone::plain};
}

// Printable, but with the tabs and the line end that stand in the file: `patch` looks for them.
std::string patch_line(std::string_view line) {
  const bool carriage_return = line.ends_with('\r');
  if (carriage_return) line.remove_suffix(1);
  std::string out;
  for (;;) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    out += base::printable(line.substr(0, tab));
    if (tab == line.size()) break;
    out += '\t';
    line.remove_prefix(tab + 1);
  }
  return carriage_return ? out + '\r' : out;
}

void finding_text(const FindingsView& view, const Finding& finding, const Style& style,
                  Output& output) {
  const Heading heading = heading_of(finding.severity);
  const auto& sources = view.reading.sources;
  if (finding.at.known())
    output.write(fmt::format("{}:{}:{}: ", base::printable(sources[finding.at.file].path()),
                             finding.at.line, finding.at.column));
  output.line(fmt::format("{} [{}] {}", style.paint(heading.tone, heading.word), finding.rule,
                          style.paint(Tone::strong, base::printable(finding.message))));
  output.write(text::draw_excerpt(finding.at, finding.length, sources));
  for (const std::string& reason : finding.because) output.line("  = " + base::printable(reason));
  if (!finding.hint.empty()) output.line("  = help: " + base::printable(finding.hint));
  if (finding.fix) {
    output.line("  = fix: " + base::printable(finding.fix->title));
    const std::string patch = text::unified_diff(sources, finding.fix->edits);
    for (std::size_t at = 0; at < patch.size();) {
      const std::size_t end = std::min(patch.find('\n', at), patch.size());
      output.line("    " + patch_line(std::string_view(patch).substr(at, end - at)));
      at = end + 1;
    }
  }
  output.line("");
}

// "app", where "pool:app" is meant.
std::string meant_where(const model::Waiver& waiver, const model::Config& config) {
  for (const model::Pool& pool : config.pools)
    if (waiver.where == pool.name) return "pool:" + pool.name;
  return "";
}

// Why it matches nothing, as far as its words tell.
std::string unused_words(const model::Waiver& waiver, const model::Config& config) {
  const bool glob = waiver.rule.find_first_of("*?") != std::string::npos;
  if (glob || lint::find_rule(waiver.rule) != nullptr) {
    const std::string meant = meant_where(waiver, config);
    return meant.empty() ? "matches nothing: remove it"
                         : fmt::format("matches nothing: did you mean where = \"{}\"?",
                                       base::printable(meant));
  }
  std::vector<std::string_view> names;
  for (const lint::Rule* rule : lint::rules()) names.push_back(rule->name);
  const std::string_view meant = base::nearest(waiver.rule, names);
  return meant.empty() ? "matches nothing: there is no such rule; `evenkeel explain` lists them"
                       : fmt::format("matches nothing: did you mean {}?", meant);
}

void waiver_text(const FindingsView& view, const model::Waiver& waiver, std::string_view words,
                 Output& output) {
  if (view.policy.sources != nullptr && waiver.at.known())
    output.write(fmt::format(
        "{}:{}: ", base::printable((*view.policy.sources)[waiver.at.file].path()), waiver.at.line));
  output.line(fmt::format("note: the waiver of {} for {} {}", base::printable(waiver.rule),
                          base::printable(waiver.where), words));
}

void waivers_text(const FindingsView& view, Output& output) {
  for (const auto* waiver : view.result.expired)
    waiver_text(view, *waiver, "ended on " + base::printable(waiver->until), output);
  for (const auto* waiver : view.result.unused)
    waiver_text(view, *waiver, unused_words(*waiver, view.reading.config), output);
}

// What the answer depends on is a note of the reading, and a finding too.
std::vector<std::string_view> said_by_findings(const FindingsView& view) {
  std::vector<std::string_view> said;
  for (const Finding& finding : view.result.findings)
    if (!finding.repeats.empty()) said.push_back(finding.repeats);
  return said;
}

// Notes on waivers count like those of reading the files: a pipeline fails on neither.
std::string settled_text(const lint::CheckResult& result) {
  std::string text;
  if (!result.waived.empty()) text += fmt::format(", {} waived", result.waived.size());
  const std::size_t notes = result.expired.size() + result.unused.size();
  if (notes > 0) text += fmt::format(" · waivers: {}", plural(notes, "note"));
  return text;
}

std::string checked_text(const model::Config& config) {
  std::size_t servers = 0;
  for (const model::Pool& pool : config.pools) servers += pool.servers.size();
  return plural(config.pools.size(), "pool") + ", " + plural(servers, "server");
}

// Two counts, because two things decide the exit code: what reading the files said (errors: 2) and
// what the rules found (--fail-on: 1).
std::string reading_text(const FindingsView& view) {
  const auto count = [&](Severity severity) {
    return view.reading.diagnostics.count(severity) + view.policy.count(severity);
  };
  std::string text;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note})
    if (count(severity) > 0)
      text += (text.empty() ? "" : ", ") + plural(count(severity), name_of(severity));
  return text.empty() ? "" : "reading: " + text + " · ";
}

}  // namespace

void findings_text(const FindingsView& view, const Style& style, Output& output) {
  const auto& findings = view.result.findings;
  const std::string read =
      told_text(view.policy) + told_text(told(view.reading), said_by_findings(view));
  if (!read.empty()) output.line(read);
  for (const Finding& finding : findings) finding_text(view, finding, style, output);
  waivers_text(view, output);
  const auto count = [&](Severity severity) {
    return plural(std::size_t(std::ranges::count(findings, severity, &Finding::severity)),
                  name_of(severity));
  };
  const std::string said = reading_text(view);
  if (!findings.empty())
    output.line(fmt::format("`evenkeel explain {}` says what a finding means and what to do",
                            findings.front().rule));
  output.line(
      fmt::format("{} · {} · {} · {}{}{}, {}, {}{}", base::printable(view.file),
                  program_text(view.reading.config.program), checked_text(view.reading.config),
                  said, said.empty() ? "" : "findings: ", count(Severity::error),
                  count(Severity::warning), count(Severity::note), settled_text(view.result)));
  if (const std::string why = refusal(view.reading, view.policy); !why.empty())
    output.line(style.paint(Tone::bad, why));
}

}  // namespace ek::report
