// cookie (manual 4.2).
#include <fmt/format.h>

#include <optional>

#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

using model::CookieMode;

class CookieLine {
 public:
  CookieLine(const Line& line, const Scope& scope) : line_(line), scope_(scope) {}

  model::Cookie read() {
    cookie_.name = std::string(line_.word(1));
    for (i_ = 2; i_ < line_.size(); ++i_) word();
    if (cookie_.mode == CookieMode::rewrite && cookie_.indirect)
      refuse(1, "a cookie that the server sets (rewrite) cannot be kept from it (indirect)",
             "HAProxy refuses it; write insert indirect, or rewrite alone");
    if (cookie_.preserve && cookie_.mode != CookieMode::insert && !cookie_.indirect)
      refuse(1, "preserve needs insert or indirect beside it", "HAProxy refuses it; add insert");
    return std::move(cookie_);
  }

 private:
  void refuse(std::size_t i, std::string message, std::string hint) {
    scope_.diagnostics().error(line_.place(i), line_.length(i), std::move(message),
                               std::move(hint));
  }

  void word() {
    const std::string_view word = line_.word(i_);
    if (word == "rewrite") return mode(CookieMode::rewrite);
    if (word == "insert") return mode(CookieMode::insert);
    if (word == "prefix") return mode(CookieMode::prefix);
    if (word == "maxidle") return seconds(cookie_.idle_s);
    if (word == "maxlife") return seconds(cookie_.life_s);
    if (word == "indirect") cookie_.indirect = true;
    if (word == "nocache") cookie_.nocache = true;
    if (word == "postonly") cookie_.postonly = true;
    if (word == "preserve") cookie_.preserve = true;
    if (word == "dynamic") cookie_.dynamic = true;
    if (word == "domain" || word == "attr") return value();
    static constexpr std::string_view others[] = {"indirect", "nocache",  "postonly", "preserve",
                                                  "dynamic",  "httponly", "secure"};
    for (const std::string_view other : others)
      if (word == other) return;
    refuse(i_, fmt::format("\"{}\" is not a parameter of cookie", shown(word)),
           "parameters: rewrite insert prefix indirect nocache postonly preserve "
           "httponly secure domain maxidle maxlife dynamic attr");
  }

  void mode(CookieMode mode) {
    if (cookie_.mode != CookieMode::none && cookie_.mode != mode)
      refuse(i_, "a cookie has one of the modes rewrite, insert and prefix",
             "HAProxy refuses it; keep one of them");
    cookie_.mode = mode;
  }

  void value() {
    const std::string_view word = line_.word(i_);
    if (line_.word(++i_).empty())
      refuse(i_ - 1, fmt::format("{} needs a value", word), "write it behind the word");
  }

  // Seconds, where no unit is written; a part of one counts as one.
  void seconds(std::uint32_t& into) {
    const auto value = read_seconds(line_.word(++i_));
    warn_of_rest(line_, i_, scope_.diagnostics());
    if (value)
      into = *value;
    else
      refuse(line_.word(i_).empty() ? i_ - 1 : i_,
             fmt::format("{} needs a time", line_.word(i_ - 1)), "write for example 30m");
  }

  const Line& line_;
  const Scope& scope_;
  std::size_t i_ = 2;
  model::Cookie cookie_;
};

}  // namespace

void read_cookie(const Line& line, Proxy& proxy, const Scope& scope) {
  if (line.size() < 2)
    return scope.diagnostics().error(line.place(), line.length(), "cookie needs a name",
                                     "write for example cookie SRV insert indirect nocache");
  model::Cookie cookie = CookieLine(line, scope).read();
  proxy.settings.pool.persistence.cookie.set(std::move(cookie), line.place(1), proxy.origin);
}

}  // namespace ek::dialects::haproxy
