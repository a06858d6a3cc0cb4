// Our own mistakes. These checks stay on in release builds: a wrong figure is worse than a stop.
#pragma once

namespace ek::base {

// Prints the failed condition and its place to stderr, then aborts. The app turns SIGABRT into exit
// code 70.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace ek::base

#define EK_ASSERT(condition) \
  ((condition) ? void(0) : ::ek::base::assertion_failed(#condition, __FILE__, __LINE__))
