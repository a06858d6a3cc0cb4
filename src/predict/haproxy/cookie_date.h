// The dates that HAProxy writes behind a persistence cookie's value, and by which it later passes
// over the cookie: "value|LAST|FIRST", each five characters of base 64 for the Unix time over 4.
// Source: configuration manual, `cookie` (maxidle, maxlife); every form was shown to the running
// 2.6.12.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/persistence.h"

namespace ek::predict::haproxy {

struct CookieDates {
  std::int64_t last_s = 0, first_s = 0;  // Unix time; 0: none, or none that can be read
};

// Of the cookie's whole value.
CookieDates dates_in(std::string_view value);

// Does one of the dates count for this cookie?
bool looked_at(const CookieDates& dates, const model::Cookie& cookie);

// Is the cookie too old, or a day and more ahead of the clock?
bool run_out(const CookieDates& dates, const model::Cookie& cookie, std::int64_t now_s);

}  // namespace ek::predict::haproxy
