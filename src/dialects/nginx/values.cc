#include "dialects/nginx/values.h"

#include <arpa/inet.h>

#include <charconv>
#include <limits>
#include <string>

namespace ek::dialects::nginx {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

// Largest first: "1m30s" is fine, "30s1m" is not.
constexpr Unit units[] = {
    {"y", 31'536'000'000}, {"M", 2'592'000'000}, {"w", 604'800'000}, {"d", 86'400'000},
    {"h", 3'600'000},      {"m", 60'000},        {"s", 1'000},       {"ms", 1}};
constexpr std::int64_t milliseconds_max = std::numeric_limits<std::int32_t>::max() * 1000LL;

// The unit at the start of `text`, at or after units[from].
const Unit* unit_at(std::string_view text, std::size_t from) {
  if (text.starts_with("ms")) return &units[7];
  for (std::size_t i = from; i < 7; ++i)
    if (text.starts_with(units[i].name)) return &units[i];
  return nullptr;
}

std::optional<base::Duration> parse_units(std::string_view text, bool milliseconds_allowed) {
  std::int64_t total = 0;
  std::size_t from = 0;
  bool unitless = false;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    if (unitless || text[0] < '0' || text[0] > '9') return std::nullopt;
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number > milliseconds_max) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    const Unit* unit = text.empty() ? &units[6] : unit_at(text, from);
    if (unit == nullptr || (unit == &units[7] && !milliseconds_allowed)) return std::nullopt;
    if (number > milliseconds_max / unit->milliseconds) return std::nullopt;
    total += number * unit->milliseconds;
    if (total > milliseconds_max) return std::nullopt;
    unitless = text.empty();
    from = static_cast<std::size_t>(unit - units) + 1;
    text.remove_prefix(text.empty() ? 0 : unit->name.size());
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  }
  return std::chrono::milliseconds(total);
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

}  // namespace

std::optional<std::uint32_t> parse_count(std::string_view text) {
  std::uint32_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || rest != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::optional<base::Duration> parse_seconds(std::string_view text) {
  return parse_units(text, false);
}

std::optional<base::Duration> parse_time(std::string_view text) {
  return parse_units(text, true);
}

ParsedAddress parse_upstream_address(std::string_view text, std::uint16_t default_port) {
  if (text.size() >= 5 && text.substr(0, 5) == "unix:") {
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
