#include "report/findings.h"
#include "report/json.h"

namespace ek::report {
namespace {

using lint::Finding;

void fix_json(const lint::Fix& fix, const text::Sources& sources, Json& json) {
  json.key("fix").object().field("title", std::string_view(fix.title)).field("safe", fix.safe);
  json.field("patch", std::string_view(text::unified_diff(sources, fix.edits))).end_object();
}

void finding_json(const Finding& finding, const text::Sources& sources, Json& json) {
  json.object().field("rule", finding.rule).field("severity", name_of(finding.severity));
  json.field("message", std::string_view(finding.message));
  json.field("where", std::string_view(finding.where));
  json.place(finding.at, sources).key("because").array();
  for (const std::string& reason : finding.because) json.value(std::string_view(reason));
  json.end_array().key("figures").object();
  for (const auto& [name, value] : finding.figures) json.field(std::string_view(name), value);
  json.end_object();
  if (!finding.hint.empty()) json.field("hint", std::string_view(finding.hint));
  if (finding.fix) fix_json(*finding.fix, sources, json);
  json.end_object();
}

void waiver_json(const model::Waiver& waiver, Json& json) {
  json.object().field("rule", std::string_view(waiver.rule));
  json.field("where", std::string_view(waiver.where));
  json.field("reason", std::string_view(waiver.reason));
  json.field("owner", std::string_view(waiver.owner));
  json.field("until", std::string_view(waiver.until)).end_object();
}

}  // namespace

void findings_json(const FindingsView& view, Output& output) {
  const auto& program = view.reading.config.program;
  const auto& sources = view.reading.sources;
  Json json(output);
  json.object().field("schema", "evenkeel.check/1").field("file", view.file);
  json.field("program", to_string(program.kind));
  json.field("version", std::string_view(to_string(program.version)));
  json.field("version_source", std::string_view(program.version_source));
  json.key("findings").array();
  for (const Finding& finding : view.result.findings) finding_json(finding, sources, json);
  json.end_array().key("waived").array();
  for (const auto& waived : view.result.waived) {
    json.object().key("finding");
    finding_json(waived.finding, sources, json);
    json.key("waiver");
    waiver_json(*waived.waiver, json);
    json.end_object();
  }
  json.end_array().key("expired_waivers").array();
  for (const auto* waiver : view.result.expired) waiver_json(*waiver, json);
  json.end_array().key("unused_waivers").array();
  for (const auto* waiver : view.result.unused) waiver_json(*waiver, json);
  json.end_array();
  told_json(view.reading, view.policy, json);
  json.end_object();
}

}  // namespace ek::report
