#include "differential/haproxy/seeds.h"

#include <cstdio>
#include <cstdlib>
#include <random>

namespace ek::differential {

Seeds seeds() {
  static const Seeds chosen = [] {
    if (const char* text = std::getenv("EVENKEEL_SEED"); text != nullptr)
      return Seeds{std::strtoull(text, nullptr, 10), true};
    std::random_device device;
    return Seeds{(std::uint64_t{device()} << 16) & 0xffffffff0000, false};
  }();
  static const int printed = std::printf("seed %llu (EVENKEEL_SEED replays one case)\n",
                                         static_cast<unsigned long long>(chosen.base));
  (void)printed;
  return chosen;
}

}  // namespace ek::differential
