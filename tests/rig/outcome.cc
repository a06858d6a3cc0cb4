#include "rig/outcome.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace ek::rig {

std::string with_errno(const std::string& what) {
  return what + ": " + std::strerror(errno);
}

void require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "rig: %s\n", with_errno(what).c_str());
  std::abort();
}

}  // namespace ek::rig
