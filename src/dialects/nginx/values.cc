#include "dialects/nginx/values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>

namespace ek::dialects::nginx {
namespace {

constexpr std::int64_t counter_max = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view name;
  std::int64_t seconds;  // 0: a thousandth of one
};

// Largest first: "1m30s" is fine, "30s1m" is not.
constexpr std::array<Unit, 8> units{{{"y", 31'536'000},
                                     {"M", 2'592'000},
                                     {"w", 604'800},
                                     {"d", 86'400},
                                     {"h", 3'600},
                                     {"m", 60},
                                     {"s", 1},
                                     {"ms", 0}}};
constexpr std::size_t week = 2, second = 6, millisecond = 7;

// The unit at the start of `text`; units.size(): none.
std::size_t unit_at(std::string_view text) {
  if (text.starts_with(units[millisecond].name)) return millisecond;
  std::size_t i = 0;
  while (i < units.size() && !text.starts_with(units[i].name)) ++i;
  return i;
}

// sum += number * scale, in what the program's counters hold.
bool add(std::int64_t& sum, std::int64_t number, std::int64_t scale) {
  if (number > (counter_max - sum) / scale) return false;
  sum += number * scale;
  return true;
}

// Digits at the start of `text`, taken off it; none are 0. nullopt: too many.
std::optional<std::int64_t> take_number(std::string_view& text) {
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  text.remove_prefix(digits.size());
  return digits.empty() ? 0 : parse_number(digits);
}

enum class Resolution : std::uint8_t { seconds, milliseconds };

// As nginx 1.22.1 takes it (tests/dialects/nginx/values_test.cc asks it): each unit once and the
// larger first; a number before a blank or the end is of seconds; a unit may have no number, but
// not all of them. Where milliseconds count, there are no months and years.
std::optional<std::int64_t> parse_units(std::string_view text, Resolution resolution) {
  const bool fine = resolution == Resolution::milliseconds;
  const std::int64_t in_a_second = fine ? 1000 : 1;
  if (text.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
  std::int64_t total = 0;
  for (std::size_t from = fine ? week : 0; !text.empty();) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const bool bare = text.empty() || text[0] == ' ';
    const std::size_t unit = bare ? second : unit_at(text);
    const bool known = unit < millisecond || (unit == millisecond && fine);
    if (!known || (unit < from && !text.empty())) return std::nullopt;
    const std::int64_t scale = unit == millisecond ? 1 : units[unit].seconds * in_a_second;
    if (!add(total, *number, scale)) return std::nullopt;
    from = bare ? units.size() : unit + 1;
    text.remove_prefix(text.empty() ? 0 : bare ? 1 : units[unit].name.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  return total;
}

template <class Ticks>
base::Duration as_duration(std::int64_t count) {
  const auto most = std::chrono::duration_cast<Ticks>(base::Duration::max());
  return std::min(Ticks(count), most);
}

ParsedAddress failed(const char* why) {
  return {{}, why};
}

bool parse_port(std::string_view text, std::uint16_t& port) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return !text.empty() && error == std::errc{} && rest == text.data() + text.size() && port != 0;
}

ParsedAddress parse_ipv6(std::string_view text, std::uint16_t port) {
  const auto close = text.find(']');
  if (close == std::string_view::npos) return failed("invalid host");
  std::string host(text.substr(1, close - 1));
  in6_addr parsed{};
  if (::inet_pton(AF_INET6, host.c_str(), &parsed) != 1) return failed("invalid IPv6 address");
  const std::string_view rest = text.substr(close + 1);
  if (!rest.empty() && (rest[0] != ':' || !parse_port(rest.substr(1), port)))
    return failed(rest[0] == ':' ? "invalid port" : "invalid host");
  if (port == 0) return failed("no port");
  return {{std::move(host), port, model::AddressKind::ipv6}, nullptr};
}

model::AddressKind kind_of(const std::string& host) {
  in_addr parsed{};
  return ::inet_pton(AF_INET, host.c_str(), &parsed) == 1 ? model::AddressKind::ipv4
                                                          : model::AddressKind::name;
}

constexpr std::string_view unix_prefix = "unix:";

}  // namespace

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = !text.empty() && rest == text.data() + text.size();
  if (!whole || error != std::errc{} || text[0] == '-') return std::nullopt;
  return number;
}

std::optional<std::uint32_t> parse_count(std::string_view text) {
  const auto number = parse_number(text);
  if (!number) return std::nullopt;
  return static_cast<std::uint32_t>(std::min<std::int64_t>(*number, count_max));
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const char unit = text.back();
  const std::int64_t scale = unit == 'k' || unit == 'K'   ? 1024
                             : unit == 'm' || unit == 'M' ? 1024 * 1024
                                                          : 1;
  const auto number = parse_number(scale == 1 ? text : text.substr(0, text.size() - 1));
  if (!number || *number > std::numeric_limits<std::int64_t>::max() / scale) return std::nullopt;
  return *number * scale;
}

std::optional<base::Duration> parse_seconds(std::string_view text) {
  const auto count = parse_units(text, Resolution::seconds);
  if (!count) return std::nullopt;
  return as_duration<std::chrono::seconds>(*count);
}

std::optional<base::Duration> parse_time(std::string_view text) {
  const auto count = parse_units(text, Resolution::milliseconds);
  if (!count) return std::nullopt;
  return as_duration<std::chrono::milliseconds>(*count);
}

bool is_unix(std::string_view text) {
  return text.size() >= unix_prefix.size() &&
         std::equal(unix_prefix.begin(), unix_prefix.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

std::string unix_text(std::string_view text) {
  return std::string(unix_prefix).append(text.substr(unix_prefix.size()));
}

ParsedAddress parse_upstream_address(std::string_view text, std::uint16_t default_port) {
  if (is_unix(text)) {
    if (text.size() == 5) return failed("no path in the unix domain socket");
    return {{std::string(text.substr(5)), 0, model::AddressKind::unix_socket}, nullptr};
  }
  if (text.starts_with('[')) return parse_ipv6(text, default_port);
  if (text.find_first_of("/?") != std::string_view::npos) return failed("invalid host");
  std::uint16_t port = default_port;
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && !parse_port(text.substr(colon + 1), port))
    return failed("invalid port");
  std::string host(text.substr(0, colon));
  if (host.empty()) return failed("no host");
  if (port == 0) return failed("no port");
  const model::AddressKind kind = kind_of(host);
  return {{std::move(host), port, kind}, nullptr};
}

}  // namespace ek::dialects::nginx
