#include "predict/haproxy/cookie_date.h"

namespace ek::predict::haproxy {
namespace {

constexpr std::size_t characters = 5;
constexpr std::int64_t step_s = 4;
constexpr std::int64_t ahead_s = 86400;  // clocks of other time zones are forgiven so much

int digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// The first characters of `text`; what follows them does not matter.
std::int64_t date(std::string_view text) {
  if (text.size() < characters) return 0;
  std::int64_t value = 0;
  for (const char c : text.substr(0, characters)) {
    if (digit(c) < 0) return 0;
    value = value * 64 + digit(c);
  }
  return value * step_s;
}

bool passed(std::int64_t date_s, std::uint32_t limit_s, std::int64_t now_s) {
  if (limit_s == 0 || date_s == 0) return false;
  return now_s - date_s > limit_s || date_s - now_s > ahead_s;
}

}  // namespace

CookieDates dates_in(std::string_view value) {
  const auto bar = value.find('|');
  if (bar == std::string_view::npos) return {};
  value.remove_prefix(bar + 1);
  const auto second = value.find('|');
  CookieDates dates;
  dates.last_s = date(value.substr(0, second));
  if (second != std::string_view::npos) dates.first_s = date(value.substr(second + 1));
  return dates;
}

bool looked_at(const CookieDates& dates, const model::Cookie& cookie) {
  return (cookie.idle_s != 0 && dates.last_s != 0) || (cookie.life_s != 0 && dates.first_s != 0);
}

bool run_out(const CookieDates& dates, const model::Cookie& cookie, std::int64_t now_s) {
  return passed(dates.last_s, cookie.idle_s, now_s) || passed(dates.first_s, cookie.life_s, now_s);
}

}  // namespace ek::predict::haproxy
