// One request, as far as a load balancer's choice can depend on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ek::model {

// Times from here on (2001) are seconds since 1970; smaller ones count from a start of their own.
inline constexpr double unix_time_from_s = 1e9;
// The source of a client that comes by a Unix socket, as nginx writes it.
inline constexpr std::string_view unix_source = "unix:";

struct Request {
  double time_s = 0;  // arrival; with no times given, requests follow one another
  bool timed = false;
  std::string source;  // client address, "" unknown, or unix_source
  std::string method = "GET";
  std::string host;          // the Host header, without which `headers` may still carry it
  std::string target = "/";  // path and query
  std::vector<std::pair<std::string, std::string>> headers;  // names compare without case
  std::vector<std::pair<std::string, std::string>> cookies;
  double service_s = 0;  // time on the server; 0: instant
  std::uint64_t bytes = 0;

  std::string_view path() const;                                        // target up to '?'
  std::string_view query() const;                                       // after '?', "" if none
  std::optional<std::string_view> header(std::string_view name) const;  // first; host included
  std::optional<std::string_view> cookie(std::string_view name) const;
  std::optional<std::string_view> parameter(
      std::string_view name) const;  // of the query, undecoded
};

}  // namespace ek::model
