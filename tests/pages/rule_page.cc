#include "rule_page.h"

#include "dialects/dialect.h"
#include "inputs/policy.h"
#include "lint/check.h"
#include "predict/prediction.h"

namespace ek::pages {
namespace {

struct Checked {
  std::string wrong;  // the text or policy could not be read
  std::vector<lint::Finding> findings;
  std::string fixed;  // the text after every fix, when there was one
};

std::string drawn(const text::Diagnostics& diagnostics, const text::Sources& sources) {
  std::string out;
  for (const text::Diagnostic& diagnostic : diagnostics.all()) out += draw(diagnostic, sources);
  return out;
}

Checked check_text(const std::string& rule, const Block& block, const std::string& config,
                   const Block* policy_block) {
  Checked checked;
  const dialects::Dialect* dialect = dialects::find(block.language);
  if (dialect == nullptr) return {"no dialect is called " + block.language, {}, {}};
  model::Policy policy;
  if (policy_block != nullptr) {
    text::Sources sources;
    text::Diagnostics diagnostics;
    policy = inputs::parse_policy(sources, *sources.add("evenkeel.toml", policy_block->text),
                                  diagnostics);
    if (!diagnostics.all().empty()) return {drawn(diagnostics, sources), {}, {}};
  }
  dialects::ReadOptions options;
  if (const std::string version = block.option("version"); !version.empty())
    options.version = model::parse_version(version);
  options.resolve = policy.resolve;
  const dialects::Reading reading = dialect->read_text("page.cfg", config, options);
  if (reading.diagnostics.has_errors() && !block.has("bad"))
    return {drawn(reading.diagnostics, reading.sources), {}, {}};
  const auto prediction = predict::predict(reading.config, policy, {});
  const lint::Subject subject{reading.config, policy, prediction, reading.sources};
  checked.findings = lint::check(subject, {{rule}, {}, "2026-01-01"}).findings;
  std::vector<text::Edit> edits;
  for (const lint::Finding& finding : checked.findings)
    if (finding.fix)
      edits.insert(edits.end(), finding.fix->edits.begin(), finding.fix->edits.end());
  if (!edits.empty()) checked.fixed = apply(reading.sources[0], 0, std::move(edits));
  return checked;
}

std::string words_of(const lint::Finding& finding) {
  std::string out = finding.message + "\n";
  for (const std::string& because : finding.because) out += because + "\n";
  if (!finding.hint.empty()) out += finding.hint + "\n";
  if (finding.fix) out += finding.fix->title + "\n";
  return out;
}

std::string all_words(const std::vector<lint::Finding>& findings) {
  std::string out;
  for (const lint::Finding& finding : findings) out += words_of(finding);
  return out;
}

std::string check_severity(const Block& block, const std::vector<lint::Finding>& findings) {
  constexpr std::pair<const char*, text::Severity> names[] = {{"error", text::Severity::error},
                                                              {"warning", text::Severity::warning},
                                                              {"note", text::Severity::note}};
  for (const auto& [name, severity] : names)
    if (block.has(name) && findings.front().severity != severity)
      return std::string("its first finding is no ") + name + ":\n" + all_words(findings);
  return {};
}

}  // namespace

std::string run_rule_block(const std::string& rule, const Block& block, const Block* policy) {
  const Checked checked = check_text(rule, block, block.text, policy);
  if (!checked.wrong.empty()) return "it cannot be read:\n" + checked.wrong;
  if (block.has("good"))
    return checked.findings.empty() ? "" : "the rule fires:\n" + all_words(checked.findings);
  if (!block.has("bad")) return "a configuration is either bad or good";
  if (checked.findings.empty()) return "the rule stays silent";
  const std::string said = all_words(checked.findings);
  for (const std::string& expected : block.expected)
    if (said.find(expected) == std::string::npos)
      return "it does not say \"" + expected + "\" but:\n" + said;
  if (std::string wrong = check_severity(block, checked.findings); !wrong.empty()) return wrong;
  if (checked.fixed.empty()) return block.has("fix") ? "no finding carries a fix" : "";
  const Checked after = check_text(rule, block, checked.fixed, policy);
  return after.findings.empty()
             ? ""
             : "after its fix it still fires:\n" + checked.fixed + all_words(after.findings);
}

}  // namespace ek::pages
