// A blocking TCP connection on loopback, for TCP proxies and under the HTTP Client.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "rig/fd.h"
#include "rig/listening_socket.h"
#include "rig/outcome.h"

namespace ek::rig {

struct ConnectOptions {
  std::string
      bind_source;  // source address, e.g. "127.0.3.7"; all of 127/8 works, of IPv6 only ::1
  // Sent as a PROXY v1 line first, so that any IPv4 or IPv6 source can be presented to a listener
  // with `accept-proxy` (HAProxy) or `proxy_protocol` (nginx).
  std::string proxy_source = {};
  std::chrono::milliseconds timeout{60000};  // of connecting, and of each read
};

// "PROXY TCP4 <source> <to> <port> <port>\r\n"; TCP6 when either address is IPv6 (an IPv4 one is
// then written in its mapped form).
std::string proxy_v1_line(const std::string& source, const Endpoint& to,
                          std::uint16_t source_port = 40000);
// The binary form of the same; empty when an address is not a number.
std::string proxy_v2_header(const std::string& source, const Endpoint& to,
                            std::uint16_t source_port = 40000);

class Connection {
 public:
  static Outcome<Connection> open(const Endpoint& to, const ConnectOptions& options = {});

  // Takes over a connected stream socket of any family; the timeout is of each send and read.
  static Connection adopt(Fd fd, std::chrono::milliseconds timeout);

  int fd() const { return fd_.get(); }
  Outcome<bool> send_all(std::string_view bytes);
  // Appends what one read gives; false: the peer has closed.
  Outcome<bool> read_some(std::string& into);
  // Up to the newline, which is taken off.
  Outcome<std::string> read_line();
  bool closed_by_peer() const;  // looks without blocking or taking bytes
  void close() { fd_.reset(); }

 private:
  explicit Connection(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
  std::string pending_;  // bytes behind the last line
};

}  // namespace ek::rig
