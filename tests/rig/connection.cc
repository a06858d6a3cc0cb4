#include "rig/connection.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>

#include "rig/socket_address.h"

namespace ek::rig {
namespace {

bool is_v6(const std::string& address) {
  return address.find(':') != std::string::npos;
}

std::string mapped(const std::string& address) {
  return is_v6(address) ? address : "::ffff:" + address;
}

void set_timeouts(int fd, std::chrono::milliseconds timeout) {
  timeval limit{};
  limit.tv_sec = timeout.count() / 1000;
  limit.tv_usec = (timeout.count() % 1000) * 1000;
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

void append_number(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value >> 8);
  out += static_cast<char>(value & 0xff);
}

// The address's bytes in network order; empty when it is not a number of that family.
std::string address_bytes(const std::string& address, int family) {
  std::array<char, 16> bytes{};
  if (::inet_pton(family, address.c_str(), bytes.data()) != 1) return {};
  return std::string(bytes.data(), family == AF_INET ? 4U : 16U);
}

}  // namespace

std::string proxy_v1_line(const std::string& source, const Endpoint& to,
                          std::uint16_t source_port) {
  const bool v6 = is_v6(source) || is_v6(to.address);
  return (v6 ? "PROXY TCP6 " + mapped(source) + " " + mapped(to.address)
             : "PROXY TCP4 " + source + " " + to.address) +
         " " + std::to_string(source_port) + " " + std::to_string(to.port) + "\r\n";
}

std::string proxy_v2_header(const std::string& source, const Endpoint& to,
                            std::uint16_t source_port) {
  const bool v6 = is_v6(source) || is_v6(to.address);
  const int family = v6 ? AF_INET6 : AF_INET;
  const std::string from = address_bytes(v6 ? mapped(source) : source, family);
  const std::string target = address_bytes(v6 ? mapped(to.address) : to.address, family);
  if (from.empty() || target.empty()) return {};
  std::string out("\r\n\r\n\0\r\nQUIT\n", 12);
  out += '\x21';                // version 2, command PROXY
  out += v6 ? '\x21' : '\x11';  // family and stream
  append_number(out, static_cast<std::uint16_t>(from.size() + target.size() + 4));
  out += from + target;
  append_number(out, source_port);
  append_number(out, to.port);
  return out;
}

Outcome<Connection> Connection::open(const Endpoint& to, const ConnectOptions& options) {
  const SocketAddress address = socket_address(to);
  if (address.size == 0) return failure("not an address: " + to.address);
  Fd fd(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.open()) return failure(with_errno("cannot open a socket"));
  const int yes = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  set_timeouts(fd.get(), options.timeout);
  if (!options.bind_source.empty()) {
    const SocketAddress source = socket_address({options.bind_source, 0});
    if (source.size == 0) return failure("not an address: " + options.bind_source);
    // The port is chosen at connect(), so that sources do not use up the ports of each other.
    ::setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (::bind(fd.get(), source.get(), source.size) != 0) {
      return failure(with_errno("cannot bind to " + options.bind_source));
    }
  }
  if (::connect(fd.get(), address.get(), address.size) != 0) {
    return failure(with_errno("cannot connect to " + to_string(to)));
  }
  Connection connection(std::move(fd));
  if (!options.proxy_source.empty()) {
    const auto sent = connection.send_all(proxy_v1_line(options.proxy_source, to));
    if (!sent) return failure(sent.error());
  }
  return connection;
}

Connection Connection::adopt(Fd fd, std::chrono::milliseconds timeout) {
  set_timeouts(fd.get(), timeout);
  return Connection(std::move(fd));
}

Outcome<bool> Connection::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return failure(with_errno("cannot send"));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

Outcome<bool> Connection::read_some(std::string& into) {
  std::array<char, 16384> piece;
  ssize_t got = 0;
  do {
    got = ::recv(fd_.get(), piece.data(), piece.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return failure("no answer in time");
  if (got < 0) return failure(with_errno("cannot read"));
  into.append(piece.data(), static_cast<std::size_t>(got));
  return got > 0;
}

Outcome<std::string> Connection::read_line() {
  while (true) {
    const std::size_t end = pending_.find('\n');
    if (end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    const auto more = read_some(pending_);
    if (!more) return failure(more.error());
    if (!*more) return failure("the peer closed the connection before a whole line");
  }
}

bool Connection::closed_by_peer() const {
  char byte = 0;
  const ssize_t got = ::recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

}  // namespace ek::rig
