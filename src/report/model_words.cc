#include "report/model_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/told.h"

namespace ek::report {
namespace {

template <class Value>
std::string_view word_of(Value value, std::initializer_list<std::string_view> words) {
  return *(words.begin() + static_cast<std::ptrdiff_t>(value));
}

std::string with_condition(std::string text, const std::string& condition) {
  return condition.empty() ? text : text + " " + condition;
}

std::string joined(const std::vector<std::string>& texts, std::string_view by) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : std::string(by)) + text;
  return all;
}

}  // namespace

std::string shown(bool flag) {
  return flag ? "yes" : "no";
}
std::string shown(std::uint32_t number) {
  return std::to_string(number);
}
std::string shown(std::int32_t number) {
  return std::to_string(number);
}
std::string shown(const std::string& text) {
  return text;
}
std::string shown(const std::vector<std::string>& words) {
  return joined(words, " ");
}
std::string shown(base::Duration duration) {
  return base::to_string(duration);
}
std::string shown(const model::Address& address) {
  return to_string(address);
}
std::string shown(const model::Key& key) {
  return key.written;
}
std::string shown(const model::Cookie& cookie) {
  std::string text = cookie.name;
  const auto add = [&](bool said, std::string_view word) {
    if (said) text += fmt::format(" {}", word);
  };
  const auto add_date = [&](std::string_view word, std::uint32_t seconds) {
    if (seconds > 0)
      text += fmt::format(" {} {}", word, base::to_string(std::chrono::seconds(seconds)));
  };
  add(cookie.mode != model::CookieMode::none,
      word_of(cookie.mode, {"", "rewrite", "insert", "prefix"}));
  add(cookie.indirect, "indirect");
  add(cookie.nocache, "nocache");
  add(cookie.postonly, "postonly");
  add(cookie.preserve, "preserve");
  add(cookie.dynamic, "dynamic");
  add_date("maxidle", cookie.idle_s);
  add_date("maxlife", cookie.life_s);
  return text;
}
std::string shown(const model::StickTable& table) {
  const bool cut = table.type == "string" || table.type == "binary";
  return fmt::format("type {}{} size {}{}{}", table.type,
                     cut ? fmt::format(" len {}", table.length) : "", table.size,
                     table.expire == base::Duration{} ? "" : " expire " + shown(table.expire),
                     table.nopurge ? " nopurge" : "");
}
std::string shown(const model::Role& role) {
  return role.word;
}
std::string shown(model::OwnAnswers answers) {
  return std::string(name_of(answers));
}
std::string shown(model::CheckKind kind) {
  return std::string(word_of(kind, {"none", "tcp", "http", "agent", "other"}));
}
std::string shown(model::HashKeyBy by) {
  return std::string(word_of(by, {"id", "id32", "guid", "addr", "addr-port"}));
}
std::string shown(model::HashAffinity affinity) {
  return std::string(word_of(affinity, {"always", "maxconn", "maxqueue"}));
}
std::string shown(const model::HashType& type) {
  return fmt::format("{} {}{}",
                     type.mapping == model::HashMapping::consistent ? "consistent" : "map-based",
                     word_of(type.function, {"sdbm", "djb2", "wt6", "crc32", "none"}),
                     type.avalanche ? " avalanche" : "");
}

std::string values_max(const model::Key& key) {
  std::uint32_t fewest = 0;
  for (const model::KeyPart& part : key.parts)
    if (part.values_max > 0)
      fewest = fewest == 0 ? part.values_max : std::min(fewest, part.values_max);
  return fewest == 0 ? "" : std::to_string(fewest);
}

std::string stick_rules(const model::Persistence& persistence) {
  std::vector<std::string> rules;
  for (const model::StickRule& rule : persistence.stick_rules) {
    std::string text =
        fmt::format("{} {}", word_of(rule.use, {"on", "match", "store-request", "store-response"}),
                    rule.key.written);
    if (!rule.table.empty()) text += " table " + rule.table;
    rules.push_back(with_condition(std::move(text), rule.condition.written));
  }
  return joined(rules, "; ");
}

std::string use_servers(const model::Persistence& persistence) {
  std::vector<std::string> rules;
  for (const model::UseServer& rule : persistence.use_servers)
    rules.push_back(with_condition(rule.server, rule.condition.written));
  return joined(rules, "; ");
}

std::string ahead(const model::Pool& pool) {
  std::vector<std::string> directives;
  for (const model::Ahead& line : pool.ahead) directives.push_back(line.directive);
  return joined(directives, " ");
}

}  // namespace ek::report
