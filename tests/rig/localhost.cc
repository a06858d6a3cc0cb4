#include "rig/localhost.h"

#include <netdb.h>

namespace ek::rig {
namespace {

bool look_up() {
  addrinfo* found = nullptr;
  if (::getaddrinfo("localhost", nullptr, nullptr, &found) != 0) return false;
  ::freeaddrinfo(found);
  return true;
}

}  // namespace

bool localhost_resolves() {
  static const bool known = look_up();
  return known;
}

}  // namespace ek::rig
