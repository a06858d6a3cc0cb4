// Backends of log messages (from 2.9 on): which of their servers get the messages of a frontend.
// Debian's 2.6.12 has none and skips these.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <memory>

#include "dialects/dialect.h"
#include "differential/haproxy/version.h"
#include "predict/prediction.h"
#include "rig/backends.h"
#include "rig/client.h"
#include "rig/fd.h"
#include "rig/haproxy.h"
#include "rig/patience.h"
#include "rig/socket_address.h"

namespace ek::differential {
namespace {

// A socket that log messages come to.
class Sink {
 public:
  Sink() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    rig::SocketAddress address = rig::socket_address({"127.0.0.1", 0});
    EXPECT_EQ(::bind(socket_.get(), address.get(), address.size), 0);
    port_ = rig::bound_port(socket_.get());
  }
  std::uint16_t port() const { return port_; }
  // What has come since the last time.
  std::vector<std::string> take() {
    std::vector<std::string> messages;
    std::array<char, 2048> bytes{};
    while (true) {
      const auto got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
      if (got < 0) return messages;
      messages.emplace_back(bytes.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  rig::Fd socket_;
  std::uint16_t port_ = 0;
};

// A frontend that logs the path of each request, and nothing else, to a backend of three sinks.
class Logging {
 public:
  explicit Logging(const std::string& balance, const std::array<std::string, 3>& options = {}) {
    backend_.add();
    rig::HaproxyOptions haproxy;
    haproxy.frontends.push_back(
        {rig::ListeningSocket(), "",
         "log backend@logs format raw local0\nlog-format %HU\ndefault_backend app"});
    lines_ = "backend logs\n  mode log\n  " + balance + "\n";
    for (std::size_t i = 0; i < sinks_.size(); ++i)
      lines_ += "  server s" + std::to_string(i + 1) +
                " udp@127.0.0.1:" + std::to_string(sinks_[i].port()) + " " + options[i] + "\n";
    haproxy.sections =
        lines_ + "backend app\n" + rig::haproxy_server_line("a", backend_.endpoint(0));
    auto started = rig::Haproxy::start(std::move(haproxy));
    if (started)
      program_ = std::make_unique<rig::Haproxy>(std::move(*started));
    else
      ADD_FAILURE() << started.error();
  }
  bool runs() const { return program_ != nullptr; }
  rig::Haproxy& program() { return *program_; }

  // The sink that the message of a request comes to: 0 … 2; 3: none within the patience.
  std::size_t where(const std::string& target) {
    if (!client_) client_ = std::make_unique<rig::Client>(program_->endpoint());
    if (!client_->get(target)) return sinks_.size();
    rig::Patience patience(std::chrono::seconds(60));
    do {
      for (std::size_t i = 0; i < sinks_.size(); ++i)
        if (const auto got = sinks_[i].take(); !got.empty()) {
          message_ = got.front();
          return i;
        }
    } while (patience.again());
    return sinks_.size();
  }
  const std::string& message() const { return message_; }

  predict::Prediction predicted() {
    dialects::ReadOptions options;
    options.version = running_version();
    reading_ = dialects::find("haproxy")->read_text("haproxy.cfg", lines_, options);
    return predict::predict(reading_.config, policy_, {});
  }

 private:
  rig::Backends backend_;
  std::array<Sink, 3> sinks_;
  std::string lines_, message_;
  std::unique_ptr<rig::Haproxy> program_;
  std::unique_ptr<rig::Client> client_;
  dialects::Reading reading_;
  model::Policy policy_;
};

// 2,000 different paths; two degrees of freedom pass 27.6 once in a million. The same paths in
// every run hash to the same servers.
TEST(LogBackends, LogHashSpreadsItsKeysByWeight) {
  if (!running_abilities().balances_logs) GTEST_SKIP() << "from 2.9 on";
  constexpr std::size_t messages = 2000;
  Logging logging("balance log-hash field(3,/)\n  hash-type map-based crc32 avalanche",
                  {"weight 1", "weight 3", "weight 4"});
  ASSERT_TRUE(logging.runs());
  std::array<double, 4> counts{};
  std::size_t same = 0;
  for (std::size_t i = 0; i < messages; ++i) {
    const std::string key = "k" + std::to_string(i);
    const std::size_t first = logging.where("/x/" + key + "/a");
    ++counts[first];
    if (i % 10 == 0) same += logging.where("/y/" + key + "/b/c") == first;
  }
  EXPECT_EQ(same, messages / 10) << "a key stays with its server";
  const auto prediction = logging.predicted();
  double chi_square = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double expected = messages * prediction.pools.at(0).servers[i].share;
    chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  EXPECT_LT(chi_square, 27.6) << counts[0] << " " << counts[1] << " " << counts[2];
  EXPECT_EQ(counts[3], 0);
}

TEST(LogBackends, StickyStaysUntilItsServerIsGone) {
  if (!running_abilities().balances_logs) GTEST_SKIP() << "from 2.9 on";
  Logging logging("balance sticky", {"weight 1", "weight 9", ""});
  ASSERT_TRUE(logging.runs());
  const auto prediction = logging.predicted();
  EXPECT_EQ(prediction.pools.at(0).servers[0].share, 1);
  const auto state = [&](int server, const char* word) {
    const auto answer =
        logging.program().command("set server logs/s" + std::to_string(server) + " state " + word);
    ASSERT_TRUE(answer) << answer.error();
  };
  const auto now = [&] { return logging.where("/"); };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(now(), 0u);
  state(1, "maint");
  EXPECT_EQ(now(), 1u);
  state(1, "ready");
  EXPECT_EQ(now(), 1u) << "it stays";
  state(2, "maint");
  EXPECT_EQ(now(), 0u) << "the first that is up, not the one that waited longest";
}

TEST(LogBackends, RoundRobinTurns) {
  if (!running_abilities().balances_logs) GTEST_SKIP() << "from 2.9 on";
  Logging logging("balance roundrobin", {"weight 2", "weight 1", "weight 1"});
  ASSERT_TRUE(logging.runs());
  std::array<int, 4> counts{};
  for (int i = 0; i < 40; ++i) ++counts[logging.where("/")];
  EXPECT_EQ(counts, (std::array<int, 4>{20, 10, 10, 0}));
}

}  // namespace
}  // namespace ek::differential
