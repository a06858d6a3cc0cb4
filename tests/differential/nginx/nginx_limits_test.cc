// What nginx's workers hold at once, and what each of them counts for itself: the real program
// against what is said of its configuration.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <vector>

#include "differential/nginx/predicted.h"
#include "predict/program.h"
#include "rig/client.h"
#include "rig/nginx.h"
#include "rig/patience.h"

namespace ek::differential::nginx {
namespace {

// A port whose connections the kernel spreads over all workers, each with a socket of its own:
// else one idle worker may take them all. Bound and never listening, it keeps the port for nginx.
class SpreadPort {
 public:
  SpreadPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::setsockopt(fd_.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0 &&
        ::bind(fd_.get(), any, size) == 0 && ::getsockname(fd_.get(), any, &size) == 0)
      endpoint_.port = ntohs(address.sin_port);
  }
  const rig::Endpoint& endpoint() const { return endpoint_; }
  std::string listen_line() const { return "listen " + to_string(endpoint_) + " reuseport;\n"; }

 private:
  rig::Fd fd_;
  rig::Endpoint endpoint_;
};

// Requests that the servers withhold, one after the other, until `tries` were sent.
struct Held {
  std::vector<rig::Connection> open;
  std::size_t inside = 0;       // at a server
  std::size_t turned_away = 0;  // answered, or closed
};

bool answered_or_closed(const rig::Connection& connection) {
  pollfd look{connection.fd(), POLLIN, 0};
  return ::poll(&look, 1, 0) > 0;
}

void hold_requests(const rig::Endpoint& to, const rig::Backends& backends, std::size_t tries,
                   Held& held) {
  for (std::size_t i = 0; i < tries; ++i) {
    const std::size_t before = backends.held_total();
    auto connection = rig::Connection::open(to);
    ASSERT_TRUE(connection) << connection.error();
    // A worker without a free connection may close this one before it is written to.
    (void)connection->send_all("GET /?hold=h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    rig::Patience patience(std::chrono::seconds(60));
    while (backends.held_total() == before && !answered_or_closed(*connection))
      ASSERT_TRUE(patience.again()) << "request " << i << " is neither held nor answered";
    ++(answered_or_closed(*connection) ? held.turned_away : held.inside);
    held.open.push_back(std::move(*connection));
  }
}

std::uint32_t places(const rig::Nginx& nginx) {
  const auto reading = read_config(nginx.config_text());
  return predict::rules_of(model::ProgramKind::nginx).process_limit(reading.config).requests;
}

struct Connections {
  int worker_connections;
  std::size_t listeners;
};

class WorkerConnections : public testing::TestWithParam<Connections> {};

TEST_P(WorkerConnections, HoldAsManyRequestsAsWeSayAndTurnTheOthersAway) {
  rig::Backends backends;
  backends.add();
  rig::NginxOptions options;
  options.worker_connections = GetParam().worker_connections;
  std::string listen;
  for (std::size_t i = 0; i < GetParam().listeners; ++i) {
    options.sockets.emplace_back();
    listen += "listen " + to_string(options.sockets.back().endpoint()) + ";\n";
  }
  options.http = "upstream app { " + rig::nginx_server_line(backends.endpoint(0)) + "}\nserver { " +
                 listen + "location / { proxy_pass http://app; } }\n";
  const auto nginx = rig::Nginx::start(std::move(options));
  ASSERT_TRUE(nginx) << nginx.error();
  const std::size_t expected = places(*nginx);
  Held held;
  hold_requests(nginx->endpoint(), backends, expected + 10, held);
  EXPECT_EQ(held.inside, expected);
  EXPECT_EQ(held.turned_away, 10u);
  EXPECT_NE(nginx->error_log().find("worker_connections are not enough"), std::string::npos);
  backends.release_all(0);
}

INSTANTIATE_TEST_SUITE_P(Numbers, WorkerConnections,
                         testing::Values(Connections{12, 1}, Connections{13, 1}, Connections{13, 2},
                                         Connections{20, 3}, Connections{64, 1}),
                         [](const auto& instance) {
                           return std::to_string(instance.param.worker_connections) + "with" +
                                  std::to_string(instance.param.listeners);
                         });

// Clients that wait for nothing keep no place: their connections are closed for others.
TEST(WorkerConnections, IdleClientsMakeRoom) {
  rig::Backends backends;
  backends.add();
  rig::NginxOptions options = rig::one_listener(
      "upstream app { " + rig::nginx_server_line(backends.endpoint(0)) + "keepalive 4; }\n",
      "location / { proxy_pass http://app; proxy_http_version 1.1;\n"
      "proxy_set_header Connection \"\"; }");
  options.worker_connections = 20;
  const auto nginx = rig::Nginx::start(std::move(options));
  ASSERT_TRUE(nginx) << nginx.error();
  std::vector<rig::Client> idle;
  for (int i = 0; i < 40; ++i) {
    const auto answer = idle.emplace_back(nginx->endpoint()).get("/");
    ASSERT_TRUE(answer) << i << ": " << answer.error();
    EXPECT_EQ(answer->status, 200) << i;
  }
  Held held;
  hold_requests(nginx->endpoint(), backends, places(*nginx), held);
  EXPECT_EQ(held.turned_away, 0u);
  backends.release_all(0);
}

// Two workers, both of them reached by about half of the connections.
rig::Outcome<rig::Nginx> two_workers(const SpreadPort& port, const std::string& upstream) {
  rig::NginxOptions options;
  options.workers = 2;
  options.http = "upstream app {\n" + upstream + "}\nserver { " + port.listen_line() +
                 "location / { proxy_pass http://app; } }\n";
  return rig::Nginx::start(std::move(options));
}

// By chance one worker may get fewer than two of 60: once in 10^16 runs.
constexpr std::size_t many = 60;

TEST(Workers, MaxConnsIsALimitOfEachWithoutAZone) {
  for (const bool zone : {false, true}) {
    const SpreadPort port;
    rig::Backends backends;
    backends.add();
    const auto nginx =
        two_workers(port, std::string(zone ? "zone app 64k;\n" : "") +
                              rig::nginx_server_line(backends.endpoint(0), "max_conns=2"));
    ASSERT_TRUE(nginx) << nginx.error();
    Held held;
    hold_requests(port.endpoint(), backends, many, held);
    const auto reading = read_config(nginx->config_text());
    const model::Pool& pool = *reading.config.pool("app");
    const auto counters = predict::rules_of(model::ProgramKind::nginx)
                              .connection_counters({reading.config.program, pool});
    EXPECT_EQ(held.inside, counters * pool.servers[0].maxconn.value) << "zone: " << zone;
    EXPECT_EQ(held.inside, zone ? 2u : 4u);
    backends.release_all(0);
  }
}

TEST(Workers, EachFindsOutAboutAFailedServerWithoutAZone) {
  for (const bool zone : {false, true}) {
    const SpreadPort port;
    rig::Backends backends;
    backends.add_many(2);
    const auto nginx =
        two_workers(port, std::string(zone ? "zone app 64k;\n" : "") +
                              rig::nginx_server_line(backends.endpoint(0), "fail_timeout=1h") +
                              rig::nginx_server_line(backends.endpoint(1), "fail_timeout=1h"));
    ASSERT_TRUE(nginx) << nginx.error();
    backends.kill(0);
    rig::Client client(port.endpoint(), {}, rig::Reuse::connection_per_request);
    for (std::size_t i = 0; i < many; ++i) {
      const auto answer = client.get("/");
      ASSERT_TRUE(answer) << answer.error();
      EXPECT_EQ(answer->status, 200);
    }
    const auto log = nginx->log_lines(many);
    ASSERT_TRUE(log) << log.error();
    const auto retried = std::ranges::count_if(
        *log, [](const rig::NginxLogLine& line) { return line.upstream_addr.size() == 2; });
    EXPECT_EQ(retried, zone ? 1 : 2);
  }
}

}  // namespace
}  // namespace ek::differential::nginx
