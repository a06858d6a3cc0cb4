// A value as HAProxy's fetches and converters pass it along, with its type (manual, 7.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/program.h"

namespace ek::predict::haproxy {

enum class SampleType : std::uint8_t { text, number, ipv4, ipv6 };

struct Sample {
  SampleType type = SampleType::text;
  std::string_view bytes;   // text, or 4 or 16 address bytes in network order
  std::int64_t number = 0;  // only for numbers

  static Sample of(std::string_view text) { return {SampleType::text, text, 0}; }
};

// Where values live that no request holds. A converter reads from one half and writes the other.
struct SampleSpace {
  std::string one, other;
  std::string& fresh(std::string_view in_use) {
    const char* const begin = one.data();
    const bool in_one = in_use.data() >= begin && in_use.data() <= begin + one.size();
    std::string& free = in_one ? other : one;
    free.clear();
    return free;
  }
};

// 4 or 16 bytes for "10.0.0.7" or "::1"; empty: not an address. IPv4-mapped IPv6 stays IPv6.
std::string_view address_bytes(std::string_view text, std::string& space);

// The four bytes of an IPv4 address within 16: ::ffff:a.b.c.d; `wide`: ::a.b.c.d and
// 2002:aabb:ccdd:: (RFC 3056), too. Empty: there is none.
std::string_view ipv4_within(std::string_view ipv6, bool wide);
// Whether converters and stick tables take the wide forms, too, as conditions always did: from 2.9
// on.
inline bool converts_wide_forms(model::Version version) {
  return version >= model::Version{2, 9, 0};
}
std::string as_ipv4_mapped(std::string_view ipv4);  // ::ffff:a.b.c.d

// As the program casts: numbers to decimal text, addresses to their usual form.
std::string_view as_text(const Sample& sample, SampleSpace& space);
// As `balance hash` casts: text as it is, addresses in network order, numbers as 8 bytes
// big-endian.
std::string_view as_bytes(const Sample& sample, SampleSpace& space);

}  // namespace ek::predict::haproxy
