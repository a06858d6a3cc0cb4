// balance and hash-type (manual 4.2).
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/text.h"
#include "dialects/haproxy/expression_names.h"
#include "dialects/haproxy/key.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

using model::Key;
using model::KeySource;

constexpr std::string_view balance_hint =
    "algorithms: roundrobin static-rr leastconn first source uri url_param hdr(name) hash random "
    "rdp-cookie(name)";

class BalanceLine {
 public:
  BalanceLine(const Line& line, Proxy& proxy, const Scope& scope)
      : line_(line), proxy_(proxy), scope_(scope) {}

  void read() {
    const std::string_view word = line_.word(1);
    const std::string_view name = word.substr(0, word.find('('));
    proxy_.wrong_hash.reset();
    if (word.empty()) return set("roundrobin", {});
    for (const std::string_view plain :
         {"roundrobin", "static-rr", "leastconn", "first", "log-hash", "sticky"})
      if (word == plain) return simple(plain);
    if (word == "source") return set("source", key_of(KeySource::client_address, ""));
    if (word == "uri") return uri();
    if (word == "url_param") return url_param();
    if (word == "hash") return hash();
    if (name == "hdr") return header();
    if (word.starts_with("random")) return random();
    if (name == "rdp-cookie") return rdp_cookie();
    refuse(1, fmt::format("\"{}\" is not an algorithm", shown(word)),
           scope_.may_suggest() ? nearest(word) : std::string(balance_hint));
  }

 private:
  void refuse(std::size_t i, std::string message, std::string hint) {
    scope_.diagnostics().error(line_.place(i), line_.length(i), std::move(message),
                               std::move(hint));
  }

  static std::string nearest(std::string_view word) {
    static constexpr std::array<std::string_view, 11> names{
        "roundrobin", "static-rr", "leastconn", "first",  "source",    "uri",
        "url_param",  "hdr",       "hash",      "random", "rdp-cookie"};
    const std::string_view close = base::nearest(word, names);
    return close.empty() ? std::string(balance_hint) : fmt::format("did you mean \"{}\"?", close);
  }

  void set(std::string_view algorithm, Key key) {
    model::Balance& balance = proxy_.settings.pool.balance;
    balance.algorithm.set(std::string(algorithm), line_.place(line_.size() > 1 ? 1 : 0),
                          proxy_.origin);
    balance.key.set(std::move(key), line_.place(line_.size() > 1 ? 1 : 0), proxy_.origin);
  }

  void came_with(std::string_view name, model::Version version) {
    if (scope_.version >= version) return;
    scope_.diagnostics().warning(
        line_.place(1), line_.length(1),
        fmt::format("\"balance {}\" came with HAProxy {}.{}", name, version.major, version.minor),
        "the version here is older; give --lb-version if it is wrong");
  }

  void simple(std::string_view name) {
    if (name == "log-hash" || name == "sticky") came_with(name, {2, 9, 0});
    if (name == "log-hash") return set(name, read_key(line_.rest(2)));
    set(name, {});
  }

  Key key_of(KeySource source, std::string_view text) {
    Key key;
    key.parts = {{source, std::string(text), {}}};
    key.written = line_.rest(1);
    return key;
  }

  // What stands in the parentheses of hdr(name), random(n), rdp-cookie(name).
  std::string_view argument() {
    const std::string_view word = line_.word(1);
    const auto open = word.find('(');
    if (open == std::string_view::npos) return {};
    return word.substr(open + 1, word.find(')', open) - open - 1);
  }

  void uri() {
    Key key = key_of(KeySource::uri, "");
    for (std::size_t i = 2; i < line_.size(); ++i) {
      const std::string_view word = line_.word(i);
      if (word == "whole") {
        key.whole = true;
      } else if (word == "path-only") {
        key.path_only = true;
      } else if (word == "len" || word == "depth") {
        const std::int64_t value = number_at(line_, ++i, scope_.diagnostics());
        if (value <= 0)
          refuse(i, fmt::format("{} must be at least 1", word), "leave it out for no limit");
        else
          (word == "len" ? key.length_max : key.depth) =
              in_range(value, line_, i, 1, INT32_MAX, scope_.diagnostics());
      } else {
        refuse(i, fmt::format("\"{}\" is not a parameter of balance uri", shown(word)),
               "parameters: len <n>, depth <n>, whole, path-only");
      }
    }
    set("uri", std::move(key));
  }

  void url_param() {
    if (line_.word(2).empty())
      return refuse(1, "balance url_param needs the name of a parameter",
                    "write for example balance url_param user");
    Key key = key_of(KeySource::query_parameter, line_.word(2));
    if (line_.size() > 3 && line_.word(3) != "check_post")  // bodies are not known here
      refuse(3, fmt::format("\"{}\" is not a parameter of balance url_param", shown(line_.word(3))),
             "only check_post may follow");
    set("url_param", std::move(key));
  }

  void header() {
    if (argument().empty())
      return refuse(1, "balance hdr needs the name of a header",
                    "write for example balance hdr(host)");
    Key key = key_of(KeySource::header, argument());
    key.domain_only = line_.word(2) == "use_domain_only";
    if (line_.size() > 2 && !key.domain_only)
      refuse(2, fmt::format("\"{}\" is not a parameter of balance hdr", shown(line_.word(2))),
             "only use_domain_only may follow");
    set("hdr", std::move(key));
  }

  void hash() {
    came_with("hash", {2, 6, 0});
    if (line_.word(2).empty())
      return refuse(1, "balance hash needs an expression", "write for example balance hash src");
    if (line_.size() > 3)
      refuse(3, "balance hash takes one expression",
             "put quotes around it, without spaces between its parts");
    proxy_.wrong_hash = wrong_expression(line_, 2, SampleKind::fetch, scope_);
    set("hash", read_key(line_.word(2)));
  }

  void random() {
    std::uint32_t draws = scope_.defaults.random_draws;
    const std::string_view text = argument();
    const bool closed =
        line_.word(1).find('(') == std::string_view::npos || line_.word(1).ends_with(')');
    if (!text.empty()) {
      const auto value = read_number(text);
      if (!value || *value < 1 || !closed)
        return refuse(1, "balance random takes a number of draws, at least 1",
                      "write for example balance random(2)");
      draws = *value;
    }
    proxy_.settings.pool.balance.draws.set(draws, line_.place(1), proxy_.origin);
    set("random", {});
  }

  void rdp_cookie() {
    const bool named = line_.word(1).find('(') != std::string_view::npos;
    if (named && argument().empty())
      return refuse(1, "balance rdp-cookie() needs the name of a cookie",
                    "write rdp-cookie(mstshash)");
    set("rdp-cookie", key_of(KeySource::rdp_cookie, named ? argument() : "mstshash"));
  }

  const Line& line_;
  Proxy& proxy_;
  const Scope& scope_;
};

}  // namespace

void read_balance(const Line& line, Proxy& proxy, const Scope& scope) {
  BalanceLine(line, proxy, scope).read();
}

void read_hash_type(const Line& line, Proxy& proxy, const Scope& scope) {
  HashWritten hash;
  const auto refuse = [&](std::size_t i, std::string_view hint) {
    scope.diagnostics().error(line.place(i), line.length(i),
                              fmt::format("\"{}\" does not fit hash-type", shown(line.word(i))),
                              std::string(hint));
  };
  if (line.word(1) == "consistent")
    hash.mapping = model::HashMapping::consistent;
  else if (line.word(1) != "map-based")
    return refuse(1, "write hash-type consistent or hash-type map-based");
  if (line.size() > 2) {
    static constexpr std::array<std::pair<std::string_view, model::HashFunction>, 5> functions{
        {{"sdbm", model::HashFunction::sdbm},
         {"djb2", model::HashFunction::djb2},
         {"wt6", model::HashFunction::wt6},
         {"crc32", model::HashFunction::crc32},
         {"none", model::HashFunction::none}}};
    for (const auto& [name, function] : functions) {
      if (line.word(2) != name) continue;
      hash.has_function = true;
      hash.function = function;
    }
    const bool too_old = hash.function == model::HashFunction::none && hash.has_function &&
                         scope.version < model::Version{2, 9, 0};
    if (!hash.has_function || too_old)
      return refuse(2, "functions: sdbm djb2 wt6 crc32, and none from 2.9");
  }
  if (line.size() > 3) {
    if (line.word(3) != "avalanche") return refuse(3, "only avalanche may follow the function");
    hash.avalanche = true;
  }
  proxy.settings.hash.set(hash, line.place(1), proxy.origin);
}

}  // namespace ek::dialects::haproxy
