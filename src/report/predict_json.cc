#include <fmt/format.h>

#include "report/json.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::PoolForecast;
using predict::ServerIndex;

void server_json(const PoolForecast& forecast, ServerIndex i, const text::Sources& sources,
                 Json& json) {
  const model::Server& server = forecast.pool->servers[i];
  const auto& figures = forecast.servers[i];
  json.object().field("name", std::string_view(server.name));
  json.field("address", std::string_view(to_string(server.address.value)));
  json.field("weight", server.weight.value).field("backup", server.backup.value);
  if (server.disabled.value) json.field("disabled", true);
  if (server.down) json.field("down", true);
  if (!forecast.pool->partly_unread()) json.field("intended", figures.intended);
  if (forecast.predictable()) json.field("share", figures.share);
  json.field("load", figures.load).field("capacity", figures.capacity);
  json.field("utilisation", figures.utilisation).field("response_s", figures.response_s);
  json.field("backlog_per_s", figures.backlog_per_s);
  json.field("errors_per_s", figures.errors_per_s);
  if (figures.formula != predict::Formula::none) json.field("formula", to_string(figures.formula));
  json.place(server.at, sources).end_object();
}

void survivor_json(const PoolForecast& forecast, const predict::Survivor& survivor, Json& json) {
  json.object().field("name", std::string_view(forecast.pool->servers[survivor.server].name));
  json.field("share", survivor.share).field("utilisation", survivor.utilisation).end_object();
}

void loss_json(const PoolForecast& forecast, const predict::Loss& loss, Json& json) {
  json.object().key("lost").array();
  for (const ServerIndex i : loss.lost)
    json.value(std::string_view(forecast.pool->servers[i].name));
  json.end_array();
  if (loss.kind == predict::LossKind::zone) json.field("zone", std::string_view(loss.of));
  if (loss.kind == predict::LossKind::machine) json.field("machine", std::string_view(loss.of));
  if (loss.kind == predict::LossKind::worst)
    json.field("worst_of", std::uint64_t{forecast.policy.survive.value});
  if (loss.searched) json.field("searched", true);
  json.key("worst");
  if (loss.worst)
    survivor_json(forecast, *loss.worst, json);
  else
    json.null();
  if (!loss.survivors.empty()) {
    json.key("servers").array();
    for (const auto& survivor : loss.survivors) survivor_json(forecast, survivor, json);
    json.end_array();
  }
  json.end_object();
}

void notes_json(const std::vector<std::string>& notes, const std::vector<model::Dependency>& more,
                Json& json) {
  json.key("notes").array();
  for (const std::string& note : notes) json.value(std::string_view(note));
  for (const model::Dependency& depends : more)
    json.value(std::string_view(depends.what + (depends.how.empty() ? "" : ": " + depends.how)));
  json.end_array();
}

void pool_json(const PoolForecast& forecast, const text::Sources& sources, Json& json) {
  const model::Pool& pool = *forecast.pool;
  json.object().field("name", std::string_view(pool.name));
  json.field("algorithm", std::string_view(pool.balance.algorithm.value));
  json.field("exactness", to_string(forecast.grade.exactness));
  if (!forecast.grade.reason.empty()) json.field("reason", std::string_view(forecast.grade.reason));
  json.field("rate", forecast.rate);
  if (forecast.refused) {
    json.key("refused").object().field("share", forecast.refused->share);
    json.field("share_if_one_worker", forecast.refused->share_if_one);
    json.field("per_s", forecast.refused->share * *forecast.rate);
    json.field("formula", to_string(forecast.refused->formula)).end_object();
  }
  json.field("intended_by", forecast.intended_by == predict::IntendedBy::policy    ? "policy"
                            : forecast.intended_by == predict::IntendedBy::weights ? "weights"
                                                                                   : "even");
  if (pool.servers.empty()) json.field("own_answers", name_of(pool.answers.value));
  json.place(pool.at, sources).key("servers").array();
  for (ServerIndex i = 0; i < pool.servers.size(); ++i) server_json(forecast, i, sources, json);
  json.end_array();
  if (const std::string& why = forecast.grade.losses_reason; !why.empty())
    json.field("losses_exactness", to_string(predict::Exactness::approximate))
        .field("losses_reason", std::string_view(why));
  json.key("losses").array();
  for (const predict::Loss& loss : forecast.losses) loss_json(forecast, loss, json);
  json.end_array();
  if (forecast.losses_left_out > 0) json.field("losses_left_out", forecast.losses_left_out);
  std::vector<std::string> notes = forecast.grade.notes;
  if (forecast.rate_undivided_over > 0)
    notes.push_back(fmt::format("The rate of [workload] is not divided over {} pools.",
                                forecast.rate_undivided_over));
  notes_json(notes, pool.depends, json);
  json.end_object();
}

}  // namespace

void predict_json(const PredictView& view, Output& output) {
  const model::Program& program = view.reading.config.program;
  Json json(output);
  json.object().field("schema", "evenkeel.predict/1").field("file", view.file);
  json.field("program", to_string(program.kind));
  json.field("version", std::string_view(to_string(program.version)));
  json.field("version_source", std::string_view(program.version_source));
  told_json(view.reading, view.policy, json);
  notes_json({}, view.reading.config.depends, json);
  json.key("pools").array();
  for (const PoolForecast* forecast : shown_pools(view))
    pool_json(*forecast, view.reading.sources, json);
  json.end_array().end_object();
}

}  // namespace ek::report
