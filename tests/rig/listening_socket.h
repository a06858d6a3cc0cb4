// Loopback ports chosen by the kernel, so that tests run side by side.
#pragma once

#include <cstdint>
#include <string>

#include "rig/fd.h"

namespace ek::rig {

// Raises the soft limit of open files to the hard one; called by whatever opens many sockets.
void raise_fd_limit();

// An address (IPv4 or IPv6, numbers only) and a port.
struct Endpoint {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
};

std::string to_string(const Endpoint& endpoint);  // "127.0.0.1:8080", "[::1]:8080"

// Bound and listening on a port of the kernel's choice (or the given one); close-on-exec until a
// Process inherits it. Connections queue in the kernel from the first moment. Non-blocking: nginx
// takes an inherited socket as it is, and of two workers the one that comes too late would wait.
class ListeningSocket {
 public:
  explicit ListeningSocket(const std::string& address = "127.0.0.1", std::uint16_t port = 0);

  int fd() const { return fd_.get(); }
  const Endpoint& endpoint() const { return endpoint_; }
  std::uint16_t port() const { return endpoint_.port; }
  void close() { fd_.reset(); }

 private:
  Fd fd_;
  Endpoint endpoint_;
};

// A port that nobody listens on for as long as this lives: bound, never listening, so that every
// connection is refused and no other test can be given the port.
class RefusedPort {
 public:
  explicit RefusedPort(const std::string& address = "127.0.0.1", std::uint16_t port = 0);

  const Endpoint& endpoint() const { return endpoint_; }
  std::uint16_t port() const { return endpoint_.port; }

 private:
  Fd fd_;
  Endpoint endpoint_;
};

}  // namespace ek::rig
