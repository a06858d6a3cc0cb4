#include "rig/listening_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "rig/outcome.h"
#include "rig/socket_address.h"

namespace ek::rig {
namespace {

// The kernel cuts it to net.core.somaxconn; large so that a burst of a test is never dropped.
constexpr int kBacklog = 4096;

Fd bound_socket(const Endpoint& endpoint) {
  const SocketAddress address = socket_address(endpoint);
  require(address.size != 0, "a listening address must be an IPv4 or IPv6 number");
  Fd fd(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  require(fd.open(), "cannot open a socket");
  const int yes = 1;
  // A fixed port must not wait for the TIME_WAIT of the run before. For a port of the kernel's
  // choice it stays off: two sockets that both allow reuse could be given the same port.
  if (endpoint.port != 0) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  require(::bind(fd.get(), address.get(), address.size) == 0, "cannot bind on loopback");
  // From here on it may be on: the connections inherit it, and then the port can be bound again
  // while some of them are still in TIME_WAIT.
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  return fd;
}

}  // namespace

void raise_fd_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string to_string(const Endpoint& endpoint) {
  const bool v6 = endpoint.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + endpoint.address + "]" : endpoint.address;
  return host + ":" + std::to_string(endpoint.port);
}

SocketAddress socket_address(const Endpoint& endpoint) {
  SocketAddress result;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
  if (::inet_pton(AF_INET, endpoint.address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(endpoint.port);
    result.size = sizeof *v4;
  } else if (::inet_pton(AF_INET6, endpoint.address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint.port);
    result.size = sizeof *v6;
  }
  return result;
}

std::uint16_t bound_port(int fd) {
  SocketAddress address;
  address.size = sizeof address.storage;
  require(::getsockname(fd, address.get(), &address.size) == 0, "cannot read a socket's name");
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

ListeningSocket::ListeningSocket(const std::string& address, std::uint16_t port)
    : fd_(bound_socket({address, port})), endpoint_{address, bound_port(fd_.get())} {
  require(::listen(fd_.get(), kBacklog) == 0, "cannot listen on loopback");
  require(::fcntl(fd_.get(), F_SETFL, O_NONBLOCK) == 0, "cannot make a socket non-blocking");
}

RefusedPort::RefusedPort(const std::string& address, std::uint16_t port)
    : fd_(bound_socket({address, port})), endpoint_{address, bound_port(fd_.get())} {}

}  // namespace ek::rig
