// balance rdp-cookie over TCP: the first packet of a remote desktop client, with its cookie,
// without one, and with an empty one.
#include <gtest/gtest.h>

#include "base/random.h"
#include "differential/haproxy/run.h"
#include "differential/haproxy/seeds.h"
#include "rig/connection.h"

namespace ek::differential {
namespace {

// A connection request (X.224 in TPKT) that carries the line, if any.
std::string first_packet(const std::string& line) {
  const std::size_t length = 11 + line.size();
  std::string packet{3, 0, static_cast<char>(length >> 8), static_cast<char>(length)};
  packet += static_cast<char>(length - 5);
  packet += static_cast<char>(0xe0);
  return packet + std::string(5, '\0') + line;
}

void compare(const std::string& lines, std::uint64_t seed, std::size_t usable) {
  base::Random random(seed);
  rig::Backends backends;
  rig::BackendOptions backend;
  backend.speaks = rig::Speaks::tcp;
  backends.add_many(5, backend);
  std::vector<ServerPlan> plans(5);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    plans[i].options = "weight " + std::to_string(1 + random.below(9));
    if (i >= usable) plans[i].options += " disabled";
  }
  const auto pair = Pair::start(
      "tcp-request inspect-delay 10s\n"
      "tcp-request content accept if { req.len gt 10 }\n" +
          lines + server_lines(backends, plans),
      "tcp");
  ASSERT_TRUE(pair) << pair.error();
  for (predict::RequestId id = 0; id < 200; ++id) {
    model::Request request;
    request.source = "10.0.0.7";
    std::string line;
    if (random.chance(0.8)) {
      const std::string user = random.chance(0.9) ? "user" + std::to_string(random.below(50)) : "";
      line = "Cookie: mstshash=" + user + "\r\n";
      request.cookies.emplace_back("mstshash", user);
    }
    predict::Dispatch dispatch;
    std::vector<predict::Started> started;
    (*pair)->balancer().dispatch(id, request, 0, dispatch);
    (*pair)->balancer().finish(id, 0, started);
    rig::ConnectOptions options;
    options.proxy_source = request.source;
    auto connection = rig::Connection::open((*pair)->program().endpoint(), options);
    ASSERT_TRUE(connection) << connection.error();
    ASSERT_TRUE(connection->send_all(first_packet(line)));
    const auto label = connection->read_line();
    ASSERT_TRUE(label) << label.error();
    ASSERT_EQ(*label, (*pair)->name(dispatch.server))
        << "EVENKEEL_SEED=" << seed << " request " << id << " " << line << (*pair)->config_text();
  }
}

TEST(RdpCookie, EveryPickAgrees) {
  const std::uint64_t seed = seeds().of(90000);
  for (const char* hash : {"", "hash-type consistent\n", "hash-type map-based wt6 avalanche\n",
                           "hash-type consistent crc32\n"})
    for (const std::size_t usable : {5u, 1u})
      if (!HasFatalFailure()) compare("balance rdp-cookie\n" + std::string(hash), seed, usable);
}

}  // namespace
}  // namespace ek::differential
