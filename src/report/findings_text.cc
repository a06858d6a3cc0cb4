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

// Why it matches nothing, as far as its rule's name tells.
std::string unused_words(const model::Waiver& waiver) {
  const bool glob = waiver.rule.find_first_of("*?") != std::string::npos;
  if (glob || lint::find_rule(waiver.rule) != nullptr) return "matches nothing: remove it";
  std::vector<std::string_view> names;
  for (const lint::Rule* rule : lint::rules()) names.push_back(rule->name);
  const std::string_view meant = base::nearest(waiver.rule, names);
  return meant.empty() ? "matches nothing: there is no such rule; `evenkeel explain` lists them"
                       : fmt::format("matches nothing: did you mean {}?", meant);
}

void waivers_text(const lint::CheckResult& result, Output& output) {
  for (const auto* waiver : result.expired)
    output.line(fmt::format("note: the waiver of {} for {} ended on {}",
                            base::printable(waiver->rule), base::printable(waiver->where),
                            base::printable(waiver->until)));
  for (const auto* waiver : result.unused)
    output.line(fmt::format("note: the waiver of {} for {} {}", base::printable(waiver->rule),
                            base::printable(waiver->where), unused_words(*waiver)));
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
  for (const Finding& finding : findings) finding_text(view, finding, style, output);
  waivers_text(view.result, output);
  const auto count = [&](Severity severity) {
    return plural(std::size_t(std::ranges::count(findings, severity, &Finding::severity)),
                  name_of(severity));
  };
  const std::string said = reading_text(view);
  output.line(fmt::format(
      "{} · {} · {}{}{}, {}, {}{}", base::printable(view.file),
      program_text(view.reading.config.program), said, said.empty() ? "" : "findings: ",
      count(Severity::error), count(Severity::warning), count(Severity::note),
      view.result.waived.empty() ? "" : fmt::format(", {} waived", view.result.waived.size())));
  if (const std::string why = refusal(view.reading, view.policy); !why.empty())
    output.line(style.paint(Tone::bad, why));
}

}  // namespace ek::report
