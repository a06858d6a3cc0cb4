#include "rig/one_core.h"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include "rig/outcome.h"

namespace ek::rig {

OneCore::OneCore() {
  CPU_ZERO(&before_);
  require(::sched_getaffinity(0, sizeof before_, &before_) == 0, "cannot read the cores allowed");
  std::vector<int> allowed;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &before_)) allowed.push_back(core);
  }
  CPU_ZERO(&one_);
  CPU_SET(allowed.at(static_cast<std::size_t>(::getpid()) % allowed.size()), &one_);
  require(::sched_setaffinity(0, sizeof one_, &one_) == 0, "cannot keep to one core");
}

bool OneCore::set_apart(std::span<const pid_t> processes) const {
  cpu_set_t other;
  CPU_ZERO(&other);
  for (int core = 0; core < CPU_SETSIZE && CPU_COUNT(&other) == 0; ++core)
    if (CPU_ISSET(core, &before_) && !CPU_ISSET(core, &one_)) CPU_SET(core, &other);
  if (CPU_COUNT(&other) == 0) return false;
  return std::ranges::all_of(processes, [&](pid_t process) {
    return ::sched_setaffinity(process, sizeof other, &other) == 0;
  });
}

OneCore::~OneCore() {
  ::sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace ek::rig
