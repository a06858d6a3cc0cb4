// How long a test waits for another process: counted in tries, not by the clock.
//
//   Patience patience(std::chrono::seconds(60));
//   while (!there()) if (!patience.again()) return failure("it never came");
//
// A machine that stands still for half a minute (a crowded host, a virtual machine being moved)
// takes both sides along; by the clock the time is then over although nobody had a chance. Here a
// pause costs one try. It ends a test that would wait forever, and asserts nothing about speed.
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

namespace ek::rig {

class Patience {
 public:
  using Duration = std::chrono::microseconds;

  // `wait` is what the sleeps between the tries add up to, at least; each sleeps `poll`.
  explicit Patience(Duration wait, Duration poll = std::chrono::milliseconds(1))
      : poll_(poll), tries_left_(wait / poll) {}

  // Sleeps a little; false, at once, when there were enough tries.
  bool again() {
    if (tries_left_ <= 0) return false;
    --tries_left_;
    std::this_thread::sleep_for(poll_);
    return true;
  }

 private:
  Duration poll_;
  std::int64_t tries_left_;
};

}  // namespace ek::rig
