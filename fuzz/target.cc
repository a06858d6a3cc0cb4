// A libFuzzer target: one check, named by the build, and an abort when it complains.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > ek::fuzz::input_bytes_max) return -1;
  const ek::fuzz::Complaint complaint =
      ek::fuzz::EVENKEEL_FUZZ_CHECK({reinterpret_cast<const char*>(data), size});
  if (complaint.empty()) return 0;
  std::fprintf(stderr, "does not hold: %s\n", complaint.c_str());
  std::abort();
}
