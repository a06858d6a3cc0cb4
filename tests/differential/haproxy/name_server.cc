#include "differential/haproxy/name_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <stdexcept>
#include <string_view>

#include "rig/socket_address.h"

namespace ek::differential {
namespace {

constexpr std::size_t header_bytes = 12;
constexpr char type_a = 1;

const std::string one{0, 1};  // in two bytes

// Length of the first question: a name of labels, its type and its class.
std::size_t question_bytes(std::string_view query) {
  std::size_t at = header_bytes;
  while (at < query.size() && query[at] != 0) at += static_cast<unsigned char>(query[at]) + 1u;
  return at + 5 <= query.size() ? at + 5 - header_bytes : 0;
}

}  // namespace

NameServer::NameServer(std::vector<std::string> addresses)
    : addresses_(std::move(addresses)), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  rig::SocketAddress address = rig::socket_address({"127.0.0.1", 0});
  const timeval patience{0, 50'000};  // how long the end may take to be noticed
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::bind(socket_.get(), address.get(), address.size) != 0)
    throw std::runtime_error("no UDP port for the name server");
  port_ = rig::bound_port(socket_.get());
  thread_ = std::thread([this] { serve(); });
}

NameServer::~NameServer() {
  stop_ = true;
  thread_.join();
}

void NameServer::serve() {
  std::array<char, 1500> bytes{};
  while (!stop_) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    auto* const who = reinterpret_cast<sockaddr*>(&from);
    const ssize_t got = ::recvfrom(socket_.get(), bytes.data(), bytes.size(), 0, who, &size);
    if (got <= 0) continue;
    const std::string reply = answer({bytes.data(), static_cast<std::size_t>(got)});
    ::sendto(socket_.get(), reply.data(), reply.size(), 0, who, size);
  }
}

// RFC 1035, 4.1: the query's id and question, and a record for each address that points back to the
// question's name.
std::string NameServer::answer(const std::string& query) const {
  const std::size_t question = question_bytes(query);
  if (question == 0) return {};
  const bool wanted = query[header_bytes + question - 3] == type_a;
  std::string out = query.substr(0, 2) + "\x81\x80";
  out += one + std::string{'\0', static_cast<char>(wanted ? addresses_.size() : 0)};
  out += std::string(4, '\0') + query.substr(header_bytes, question);
  if (!wanted) return out;
  for (const std::string& address : addresses_) {
    in_addr binary{};
    ::inet_pton(AF_INET, address.c_str(), &binary);
    // A type and class of one, an age of five seconds, four bytes.
    out += "\xC0\x0C" + one + one + std::string{0, 0, 0, 5, 0, 4};
    out.append(reinterpret_cast<const char*>(&binary), sizeof binary);
  }
  return out;
}

}  // namespace ek::differential
