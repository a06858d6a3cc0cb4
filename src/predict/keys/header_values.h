// Headers of a request and the comma-separated values in them.
#pragma once

#include <optional>
#include <string_view>

#include "model/request.h"

namespace ek::predict::haproxy {

std::string_view without_blanks(std::string_view text);

// The first or the last header of that name; the host counts as one, before all others.
std::optional<std::string_view> first_header(const model::Request& request, std::string_view name);
std::optional<std::string_view> last_header(const model::Request& request, std::string_view name);

// The values between commas that stand outside quotes, without blanks around them.
class HeaderValues {
 public:
  explicit HeaderValues(std::string_view header) : rest_(header) {}
  std::optional<std::string_view> next();

 private:
  std::string_view rest_;
  bool done_ = false;
};

// The name=value pairs of a Cookie header, cut at semicolons and commas outside quotes; blanks
// around both are dropped, quotes are not. Words without "=" are no cookies, and neither is an
// empty one at the end of the header, or before a comma, without a blank before it ("S=",
// "T=1;S=,"; measured).
class Cookies {
 public:
  struct Pair {
    std::string_view name, value;
  };
  explicit Cookies(std::string_view header);
  std::optional<Pair> next();

 private:
  std::string_view rest_;
  bool first_ = true;  // of the header, or behind a comma
};

bool same_header(std::string_view a, std::string_view b);  // names compare without case

// Whether visit(text) is true of a line of that header. Stops there.
template <class Visit>
bool any_header(const model::Request& request, std::string_view name, Visit visit) {
  if (!request.host.empty() && same_header(name, "host") && visit(request.host)) return true;
  for (const auto& [key, text] : request.headers)
    if (same_header(key, name) && visit(std::string_view(text))) return true;
  return false;
}

// Whether visit(value) is true of a cookie of that name, in their order. Stops there. They stand in
// the Cookie headers; in `cookies` where a request has none.
template <class Visit>
bool any_cookie(const model::Request& request, std::string_view name, Visit visit) {
  bool written = false;
  const bool found = any_header(request, "cookie", [&](std::string_view header) {
    written = true;
    Cookies cookies(header);
    while (const auto cookie = cookies.next())
      if (cookie->name == name && visit(cookie->value)) return true;
    return false;
  });
  if (written) return found;
  if (request.cookies.size() == 1 && request.cookies[0].second.empty()) return false;  // as "S="
  for (const auto& [key, value] : request.cookies)
    if (key == name && visit(std::string_view(value))) return true;
  return false;
}

}  // namespace ek::predict::haproxy
