// The names of samples that each version knows, as data (samples_*.def), and looking them up.
#pragma once

#include <string>
#include <string_view>

#include "model/program.h"

namespace ek::dialects::haproxy {

// What a name may be: the fetch that an expression begins with; that, or a word that begins only
// tests (path_beg); a converter behind a comma.
enum class SampleKind : std::uint8_t { fetch, test, converter };

enum class SampleKnown : std::uint8_t {
  yes,    // or nobody knows: names that Lua adds, versions outside of the table
  later,  // a later version has it
  no
};
SampleKnown sample_known(std::string_view name, SampleKind kind, model::Version version);

// The nearest name that the version has; "": none is near.
std::string_view nearest_sample(std::string_view name, SampleKind kind, model::Version version);

}  // namespace ek::dialects::haproxy
