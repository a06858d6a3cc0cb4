// Keeps a test and all that it starts on one core.
//
// A sequential request passes the word between three parties that never run at once. On one core
// each passing is a context switch; across cores it is an interrupt to a core that has gone to
// sleep, on virtual machines several times as slow. Measured on two shared cores: 5,800 requests/s
// through HAProxy without it, 15,000 to 18,000 with it. It also makes "per core" true of a
// benchmark.
#pragma once

#include <sched.h>
#include <sys/types.h>

#include <span>

namespace ek::rig {

// Threads and processes started while it lives inherit the core: make it before Backends and the
// balancer. Which core: by the process's id, so that tests side by side spread out. At destruction
// the calling thread may run anywhere again; what was started keeps to its core.
class OneCore {
 public:
  OneCore();
  ~OneCore();
  OneCore(const OneCore&) = delete;
  OneCore& operator=(const OneCore&) = delete;

  // Moves processes to another core. False: there is only one.
  bool set_apart(std::span<const pid_t> processes) const;

 private:
  cpu_set_t before_, one_;
};

}  // namespace ek::rig
