#include "rig/one_core.h"

#include <unistd.h>

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
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(allowed.at(static_cast<std::size_t>(::getpid()) % allowed.size()), &one);
  require(::sched_setaffinity(0, sizeof one, &one) == 0, "cannot keep to one core");
}

OneCore::~OneCore() {
  ::sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace ek::rig
