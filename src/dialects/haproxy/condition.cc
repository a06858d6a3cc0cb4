#include "dialects/haproxy/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// A version as conditions write it; "-devN" comes before the release of the same number.
struct WrittenVersion {
  std::array<int, 3> numbers{};
  int development = 1 << 20;  // a release: after every development version
  friend auto operator<=>(const WrittenVersion&, const WrittenVersion&) = default;
};

WrittenVersion parse_written(std::string_view text) {
  WrittenVersion out;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int& number : out.numbers) {
    const auto [rest, error] = std::from_chars(at, end, number);
    if (error != std::errc{}) break;
    at = rest;
    if (at == end || *at != '.') break;
    ++at;
  }
  const std::string_view tail(at, static_cast<std::size_t>(end - at));
  if (tail.starts_with("-dev"))
    std::from_chars(tail.data() + 4, tail.data() + tail.size(), out.development);
  return out;
}

WrittenVersion written(model::Version version) {
  return {{version.major, version.minor, version.patch}, 1 << 20};
}

bool contains(std::initializer_list<std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// What distributions for Linux build in, and what the run-time options default to.
bool usual_feature(std::string_view name) {
  return contains({"ACCEPT4",     "BACKTRACE", "CPU_AFFINITY", "CRYPT_H",      "DL",   "EPOLL",
                   "GETADDRINFO", "LIBCRYPT",  "LINUX_SPLICE", "LINUX_TPROXY", "LUA",  "NETFILTER",
                   "NS",          "OPENSSL",   "PCRE2",        "PCRE2_JIT",    "POLL", "PRCTL",
                   "PROMEX",      "RT",        "SLZ",          "SYSTEMD",      "TFO",  "THREAD",
                   "THREAD_DUMP", "TPROXY"},
                  name);
}

bool usually_enabled(std::string_view name) {
  return contains({"POLL", "EPOLL", "SPLICE", "GETADDRINFO", "REUSEPORT", "FAST-FORWARD"}, name);
}

class Evaluator {
 public:
  Evaluator(std::string_view text, const Environment& environment, model::Version version)
      : text_(text), environment_(environment), version_(version) {}

  Verdict run() {
    skip_spaces();
    if (at_ == text_.size()) return std::move(verdict_);  // an empty condition is false
    const bool value = any_of();
    skip_spaces();
    if (at_ < text_.size()) fail("text after the end of the condition");
    verdict_.value = value && verdict_.error.empty();
    return std::move(verdict_);
  }

 private:
  bool failed() const { return !verdict_.error.empty(); }
  void fail(std::string error) {
    if (!failed()) verdict_.error = std::move(error);
  }
  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(std::string_view token) {
    skip_spaces();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  bool any_of() {
    bool value = all_of();
    while (!failed() && take("||")) {
      const bool right = all_of();
      value = value || right;
    }
    return value;
  }

  bool all_of() {
    bool value = term();
    while (!failed() && take("&&")) {
      const bool right = term();
      value = value && right;
    }
    return value;
  }

  bool term() {
    bool negated = false;
    while (take("!")) negated = !negated;
    return plain_term() != negated;
  }

  bool plain_term() {
    if (take("(")) {
      if (++depth_ > condition_parentheses) {
        fail("parentheses nested too deeply");
        return false;
      }
      const bool value = any_of();
      --depth_;
      if (!failed() && !take(")")) fail("a parenthesis is not closed");
      return value;
    }
    skip_spaces();
    const std::size_t begin = at_;
    const auto in_word = [](char c) {
      return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
             (c >= 'A' && c <= 'Z');
    };
    while (at_ < text_.size() && in_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) {
      fail("a condition is missing here");
      return false;
    }
    if (at_ < text_.size() && text_[at_] == '(') return predicate(word);
    return number(word);
  }

  bool number(std::string_view word) {
    long value = 0;
    const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || rest != word.data() + word.size())
      fail(fmt::format("\"{}\" is neither a number nor a predicate", shown(word)));
    return value != 0;
  }

  // The arguments' own level of quoting (manual 2.2): quotes and backslashes, commas between.
  std::vector<std::string> arguments() {
    std::vector<std::string> out(1);
    char quote = 0;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quote == 0 && c == ')') {
        ++at_;
        return out;
      }
      if (quote == 0 && c == ',') {
        out.emplace_back();
      } else if (c == '\\' && quote != '\'' && at_ + 1 < text_.size()) {
        out.back() += text_[++at_];
      } else if ((c == '"' || c == '\'') && (quote == 0 || quote == c)) {
        quote = quote == 0 ? c : '\0';
      } else {
        out.back() += c;
      }
    }
    fail("a parenthesis is not closed");
    return out;
  }

  void assume(std::string what, bool taken, std::string how) {
    verdict_.assumptions.push_back(
        {fmt::format("{}; taken as {}", what, taken ? "yes" : "no"), std::move(how)});
  }

  bool defined(const std::string& name) {
    if (environment_.get(name, {})) return true;
    assume(fmt::format("whether the environment variable {} is set", shown(name)), false,
           fmt::format("give --env {}=value if it is", shown(name)));
    return false;
  }

  bool assumed(std::string what, bool taken) {
    assume(std::move(what), taken, "");
    return taken;
  }

  bool predicate(std::string_view name) {
    const std::vector<std::string> given = arguments();
    if (failed()) return false;
    const std::size_t wanted = contains({"streq", "strneq", "strstr"}, name) ? 2 : 1;
    if (given.size() != wanted) {
      fail(fmt::format("{} takes {} argument{}", shown(name), wanted, wanted > 1 ? "s" : ""));
      return false;
    }
    return known_predicate(name, given);
  }

  bool known_predicate(std::string_view name, const std::vector<std::string>& given) {
    const std::string& first = given[0];
    if (name == "defined") return defined(first);
    if (name == "streq") return first == given[1];
    if (name == "strneq") return first != given[1];
    if (name == "strstr") return first.find(given[1]) != std::string::npos;
    if (name == "version_atleast") return written(version_) >= parse_written(first);
    if (name == "version_before") return written(version_) < parse_written(first);
    if (name == "feature")
      return assumed(fmt::format("whether HAProxy was built with {}", shown(first)),
                     usual_feature(first));
    if (name == "enabled")
      return assumed(fmt::format("whether {} is enabled when it runs", shown(first)),
                     usually_enabled(first));
    if (name == "openssl_version_atleast")
      return assumed(fmt::format("whether OpenSSL is at least {}", shown(first)), true);
    if (name == "openssl_version_before")
      return assumed(fmt::format("whether OpenSSL is older than {}", shown(first)), false);
    if (name == "ssllib_name_startswith")
      return assumed("which TLS library HAProxy was built with",
                     std::string_view("OpenSSL").starts_with(first));
    if (name == "awslc_api_atleast" || name == "awslc_api_before")
      return assumed("whether HAProxy was built with AWS-LC", false);
    fail(fmt::format("there is no predicate \"{}\"", shown(name)));
    return false;
  }

  std::string_view text_;
  const Environment& environment_;
  model::Version version_;
  Verdict verdict_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

Verdict evaluate_condition(std::string_view text, const Environment& environment,
                           model::Version version) {
  return Evaluator(text, environment, version).run();
}

}  // namespace ek::dialects::haproxy
