// Internal: an Endpoint as the kernel's socket address.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include "rig/listening_socket.h"

namespace ek::rig {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
};

// size 0 when the address is not a number of either family.
SocketAddress socket_address(const Endpoint& endpoint);

// The port that the kernel gave to a bound socket.
std::uint16_t bound_port(int fd);

}  // namespace ek::rig
