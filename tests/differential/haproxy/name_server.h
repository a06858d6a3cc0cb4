// A name server for tests: knows one set of IPv4 addresses, whatever it is asked for.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "rig/fd.h"

namespace ek::differential {

class NameServer {
 public:
  explicit NameServer(std::vector<std::string> addresses);  // on a port of the kernel's choice
  ~NameServer();
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

  std::uint16_t port() const { return port_; }  // UDP, of 127.0.0.1

 private:
  void serve();
  std::string answer(const std::string& query) const;

  std::vector<std::string> addresses_;
  rig::Fd socket_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace ek::differential
