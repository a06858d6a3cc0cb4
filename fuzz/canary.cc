#include "fuzz/check.h"

namespace ek::fuzz {

Complaint check_canary(std::string_view input) {
  // Byte by byte, so that coverage leads the fuzzer there within seconds.
  constexpr std::string_view planted = "keel";
  if (input.size() < planted.size()) return "";
  for (std::size_t i = 0; i < planted.size(); ++i)
    if (input[i] != planted[i]) return "";
  return "the planted mistake";
}

}  // namespace ek::fuzz
