// cookie, stick-table, stick and use-server (manual 4.2).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dialects/haproxy/key.h"
#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// One word of `cookie` after the name; the number of further words it takes.
std::size_t cookie_word(std::string_view word, model::Cookie& cookie, bool& known) {
  known = true;
  if (word == "rewrite")
    cookie.mode = model::CookieMode::rewrite;
  else if (word == "insert")
    cookie.mode = model::CookieMode::insert;
  else if (word == "prefix")
    cookie.mode = model::CookieMode::prefix;
  else if (word == "indirect")
    cookie.indirect = true;
  else if (word == "nocache")
    cookie.nocache = true;
  else if (word == "postonly")
    cookie.postonly = true;
  else if (word == "preserve")
    cookie.preserve = true;
  else if (word == "dynamic")
    cookie.dynamic = true;
  else if (one_of(word, {"domain", "maxidle", "maxlife", "attr"}))
    return 1;
  else
    known = one_of(word, {"httponly", "secure"});
  return 0;
}

// The value of a stick-table's len.
std::optional<std::uint32_t> key_length(const Line& line, std::size_t i, const Scope& scope) {
  const std::int64_t length = number_at(line, i, scope.diagnostics());
  if (length >= 1 && length <= stick_key_bytes_max) return static_cast<std::uint32_t>(length);
  scope.diagnostics().error(
      line.place(i), line.length(i),
      fmt::format("a key of a stick-table has 1 to {} bytes", stick_key_bytes_max),
      "every entry has room for a key of that length; write for example len 32");
  return std::nullopt;
}

}  // namespace

void read_cookie(const Line& line, Proxy& proxy, const Scope& scope) {
  if (line.size() < 2)
    return scope.diagnostics().error(line.place(), line.length(), "cookie needs a name",
                                     "write for example cookie SRV insert indirect nocache");
  model::Cookie cookie;
  cookie.name = std::string(line.word(1));
  for (std::size_t i = 2; i < line.size(); ++i) {
    bool known = true;
    const std::size_t at = i;
    const model::CookieMode before = cookie.mode;
    i += cookie_word(line.word(i), cookie, known);
    if (before != model::CookieMode::none && cookie.mode != before)
      scope.diagnostics().error(line.place(at), line.length(at),
                                "a cookie has one of the modes rewrite, insert and prefix",
                                "HAProxy refuses it; keep one of them");
    if (!known)
      scope.diagnostics().error(
          line.place(at), line.length(at),
          fmt::format("\"{}\" is not a parameter of cookie", shown(line.word(at))),
          "parameters: rewrite insert prefix indirect nocache postonly preserve "
          "httponly secure domain maxidle maxlife dynamic attr");
  }
  proxy.settings.pool.persistence.cookie.set(std::move(cookie), line.place(1), proxy.origin);
}

void read_stick_table(const Line& line, Proxy& proxy, const Scope& scope) {
  model::StickTable table;
  table.length = 32;  // of string and binary keys, unless "len" says more
  for (std::size_t i = 1; i < line.size(); ++i) {
    const std::string_view word = line.word(i);
    if (word == "type") {
      table.type = std::string(line.word(++i));
      if (line.word(i + 1) == "len") {
        if (const auto length = key_length(line, i + 2, scope)) table.length = *length;
        i += 2;
      }
    } else if (word == "size") {
      const auto size = read_size(line.word(++i));
      if (size)
        table.size = *size;
      else
        scope.diagnostics().error(line.place(i), line.length(i),
                                  "this is not a size of a stick-table",
                                  "write for example size 1m");
    } else if (word == "expire") {
      if (const auto expire = time_at(line, ++i, scope.diagnostics())) table.expire = *expire;
    } else if (word == "nopurge") {
      table.nopurge = true;
    } else if (one_of(word, {"peers", "store", "srvkey", "write-to"})) {
      ++i;
    }
  }
  if (table.type.empty())
    scope.diagnostics().error(line.place(), line.length(), "stick-table needs a type",
                              "write for example stick-table type ip size 1m expire 30m");
  if (table.size == 0)
    scope.diagnostics().error(line.place(), line.length(), "stick-table needs a size",
                              "write for example stick-table type ip size 1m expire 30m");
  proxy.settings.pool.persistence.stick_table.set(std::move(table), line.place(), proxy.origin);
}

void read_stick(const Line& line, Proxy& proxy, const Scope& scope) {
  static constexpr std::array<std::pair<std::string_view, model::StickUse>, 4> uses{
      {{"on", model::StickUse::on},
       {"match", model::StickUse::match},
       {"store-request", model::StickUse::store_request},
       {"store-response", model::StickUse::store_response}}};
  const auto* use = std::find_if(uses.begin(), uses.end(),
                                 [&](const auto& u) { return u.first == line.word(1); });
  if (use == uses.end()) return;
  if (line.word(2).empty())
    return scope.diagnostics().error(line.place(1), line.length(1),
                                     fmt::format("stick {} needs an expression", line.word(1)),
                                     fmt::format("write for example stick {} src", line.word(1)));
  model::StickRule rule;
  rule.use = use->second;
  rule.key = read_key(line.word(2));
  rule.at = line.place(2);
  const std::size_t condition = line.condition(3);
  for (std::size_t i = 3; i < condition; ++i)
    if (line.word(i) == "table") rule.table = std::string(line.word(i + 1));
  rule.condition = line.rest(condition);
  proxy.settings.pool.persistence.stick_rules.push_back(std::move(rule));
}

void read_use_server(const Line& line, Proxy& proxy, const Scope& scope) {
  if (line.size() < 2)
    return scope.diagnostics().error(line.place(), line.length(),
                                     "use-server needs the name of a server",
                                     "write for example use-server s1 if { path_beg /a }");
  if (line.condition(2) == line.size())
    scope.diagnostics().error(line.place(), line.length(), "use-server needs a condition",
                              "write for example use-server s1 if { path_beg /a }");
  proxy.settings.pool.persistence.use_servers.push_back(
      {std::string(line.word(1)), line.rest(line.condition(2)), line.place(1)});
}

}  // namespace ek::dialects::haproxy
