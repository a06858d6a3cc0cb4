// The model, every stated value with its origin and place. Text and JSON say the same.
#include <fmt/format.h>

#include "base/text.h"
#include "report/dump.h"
#include "report/json.h"
#include "report/model_words.h"
#include "report/told.h"

namespace ek::report {
namespace {

using model::Origin;
using model::Setting;

std::string_view name_of(Origin origin) {
  switch (origin) {
    case Origin::defaulted:
      return "default";
    case Origin::inherited:
      return "inherited";
    case Origin::set:
      return "set";
    case Origin::given:
      return "given";
  }
  return "";
}

// Calls field(name, setting) for every value that can decide where traffic goes, and field.plain
// for what is no setting and has something to say. tests/house/dump_test.cc knows what is left out.
template <class Field>
void persistence_fields(const model::Persistence& persistence, Field field) {
  field("cookie", persistence.cookie);
  field("stick_table", persistence.stick_table);
  field.plain("stick_rules", stick_rules(persistence));
  field.plain("use_servers", use_servers(persistence));
  field("dynamic_key", persistence.dynamic_key);
  field("ignore_persist_rules", persistence.ignore_persist_rules);
  field("persist", persistence.persist);
  field("prefer_last", persistence.prefer_last);
}

template <class Field>
void pool_fields(const model::Pool& pool, Field field) {
  field("algorithm", pool.balance.algorithm);
  if (!pool.balance.key.value.parts.empty()) field("key", pool.balance.key);
  field.plain("key_values_max", values_max(pool.balance.key.value));
  field("hash_type", pool.balance.hash_type);
  field("balance_factor", pool.balance.balance_factor);
  field("affinity", pool.balance.affinity);
  field("draws", pool.balance.draws);
  field("draw_method", pool.balance.draw_method);
  field("all_backups", pool.balance.all_backups);
  persistence_fields(pool.persistence, field);
  field("fullconn", pool.limits.fullconn);
  field("retries", pool.limits.retries);
  field("redispatch", pool.limits.redispatch);
  field("redispatch_interval", pool.limits.redispatch_interval);
  field("retry_on", pool.limits.retry_on);
  field("queue_timeout", pool.limits.queue_timeout);
  field("connect_timeout", pool.limits.connect_timeout);
  field("server_timeout", pool.limits.server_timeout);
  field("next_upstream", pool.limits.next_upstream);
  field("next_upstream_tries", pool.limits.next_upstream_tries);
  field("shared_state", pool.shared_state);
  field("keepalive", pool.keepalive);
  field("own_answers", pool.answers);
  field("check_kind", pool.check_kind);
  field("check_asks_for", pool.role);
  field("requests_each", pool.requests_each);
  field.plain("ahead", ahead(pool));
  field.plain("layer", pool.layer == model::Layer::tcp ? "tcp" : "");
  field("disabled", pool.disabled);
}

std::string flag(bool value) {
  return value ? shown(value) : "";
}

template <class Field>
void server_fields(const model::Server& server, Field field) {
  field("address", server.address);
  field("weight", server.weight);
  field("id", server.id);
  field("backup", server.backup);
  field("disabled", server.disabled);
  field("maxconn", server.maxconn);
  field("minconn", server.extras->minconn);
  field("maxqueue", server.extras->maxqueue);
  field("slowstart", server.extras->slowstart);
  field("cookie", server.cookie);
  field("track", server.extras->track);
  field("hash_key", server.extras->hash_key);
  field.plain("guid", server.extras->guid);
  field.plain("source", server.extras->source);
  field.plain("resolvers", server.extras->resolvers);
  field.plain("non_stick", flag(server.non_stick));
  field.plain("shares_address", flag(server.extras->shares_address));
  field.plain("down", flag(server.down));
  field("check", server.check.enabled);
  field("check_kind", server.check.kind);
  field("check_interval", server.check.pace->interval);
  field("rise", server.check.pace->rise);
  field("fall", server.check.pace->fall);
  field("max_fails", server.check.pace->max_fails);
  field("fail_timeout", server.check.pace->fail_timeout);
}

class TextFields {
 public:
  TextFields(std::size_t indent, const text::Sources& sources, Output& output)
      : indent_(indent), sources_(sources), output_(output) {}
  template <class T>
  void operator()(std::string_view name, const Setting<T>& setting) const {
    if (!setting.stated() && name != "algorithm" && name != "weight") return;
    std::string from(name_of(setting.origin));
    if (setting.at.known())
      from += fmt::format(" {}:{}:{}", base::printable(sources_[setting.at.file].path()),
                          setting.at.line, setting.at.column);
    output_.line(fmt::format("{:{}}{} = {}  ({})", "", indent_, name,
                             base::printable(shown(setting.value)), from));
  }
  void plain(std::string_view name, std::string_view text) const {
    if (text.empty()) return;
    output_.line(fmt::format("{:{}}{} = {}", "", indent_, name, base::printable(text)));
  }

 private:
  std::size_t indent_;
  const text::Sources& sources_;
  Output& output_;
};

class JsonFields {
 public:
  JsonFields(Json& json, const text::Sources& sources) : json_(json), sources_(sources) {}
  template <class T>
  void operator()(std::string_view name, const Setting<T>& setting) const {
    if (!setting.stated() && name != "algorithm" && name != "weight") return;
    json_.key(name).object().field("value", std::string_view(shown(setting.value)));
    json_.field("origin", name_of(setting.origin)).place(setting.at, sources_).end_object();
  }
  void plain(std::string_view name, std::string_view text) const {
    if (!text.empty()) json_.key(name).object().field("value", text).end_object();
  }

 private:
  Json& json_;
  const text::Sources& sources_;
};

void routes_json(const model::Config& config, const text::Sources& sources, Json& json) {
  json.key("routes").array();
  for (const model::Route& route : config.routes) {
    json.object().field("listener", std::string_view(route.listener));
    json.field("directive", std::string_view(route.directive));
    json.field("target", std::string_view(route.target));
    if (!route.condition.empty()) json.field("condition", std::string_view(route.condition));
    if (route.part) json.field("part", *route.part);
    json.field("computed", route.computed)
        .field("pool", route.is_pool)
        .place(route.at, sources)
        .end_object();
  }
  json.end_array();
}

}  // namespace

void dump_model_text(const dialects::Reading& reading, Output& output) {
  const model::Config& config = reading.config;
  output.line(program_text(config.program));
  for (const model::Listener& listener : config.listeners) {
    std::string line = fmt::format("{} {}", listener.section, base::printable(listener.name));
    for (const auto& bind : listener.binds) line += " " + base::printable(bind.value);
    output.line(line);
  }
  for (const model::Route& route : config.routes)
    output.line(fmt::format("{} {}: {} {}", route.directive, base::printable(route.listener),
                            base::printable(route.target), base::printable(route.condition)));
  for (const model::Pool& pool : config.pools) {
    output.line(fmt::format("{} {}", pool.section, base::printable(pool.name)));
    pool_fields(pool, TextFields(2, reading.sources, output));
    for (const model::Server& server : pool.servers) {
      output.line("  server " + base::printable(server.name));
      server_fields(server, TextFields(4, reading.sources, output));
    }
  }
}

void dump_model_json(const dialects::Reading& reading, std::string_view file, Output& output) {
  const model::Config& config = reading.config;
  const text::Sources& sources = reading.sources;
  Json json(output);
  json.object().field("schema", "evenkeel.dump/1").field("file", file);
  json.field("program", to_string(config.program.kind));
  json.field("version", std::string_view(to_string(config.program.version)));
  json.key("listeners").array();
  for (const model::Listener& listener : config.listeners) {
    json.object().field("name", std::string_view(listener.name)).key("binds").array();
    for (const auto& bind : listener.binds) json.value(std::string_view(bind.value));
    json.end_array().place(listener.at, sources).end_object();
  }
  json.end_array();
  routes_json(config, sources, json);
  json.key("pools").array();
  for (const model::Pool& pool : config.pools) {
    json.object().field("name", std::string_view(pool.name)).place(pool.at, sources);
    json.key("settings").object();
    pool_fields(pool, JsonFields(json, sources));
    json.end_object().key("servers").array();
    for (const model::Server& server : pool.servers) {
      json.object().field("name", std::string_view(server.name)).place(server.at, sources);
      json.key("settings").object();
      server_fields(server, JsonFields(json, sources));
      json.end_object().end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

}  // namespace ek::report
