// Backends of log messages (from 2.9 on): which of their servers get the messages of a frontend.
// Debian's 2.6.12 has none and skips these.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

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
  // How many have come since the last time that are these words.
  std::size_t take(const std::string& words) {
    std::size_t messages = 0;
    std::array<char, 2048> bytes{};
    while (true) {
      const auto got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
      if (got < 0) return messages;
      std::string_view message(bytes.data(), static_cast<std::size_t>(got));
      if (message.ends_with('\n')) message.remove_suffix(1);
      messages += message == words ? 1 : 0;  // the rest was late: a request may be logged twice
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

  using Counts = std::array<std::size_t, 3>;

  // The sink that the message of a request comes to: 0 … 2; 3: none within the patience.
  std::size_t where(const std::string& target, Counts* all = nullptr) {
    Counts none{};
    Counts& counts = all == nullptr ? none : *all;
    if (!client_) client_ = std::make_unique<rig::Client>(program_->endpoint());
    if (!client_->get(target)) return sinks_.size();
    rig::Patience patience(std::chrono::seconds(60));
    do {
      if (const std::size_t sink = take(target, counts); sink < sinks_.size()) return sink;
    } while (patience.again());
    return sinks_.size();
  }
  // Counts what has come of that request; the first sink that anything has come to, or 3.
  std::size_t take(const std::string& target, Counts& counts) {
    std::size_t first = sinks_.size();
    for (std::size_t i = sinks_.size(); i-- > 0;) {
      const std::size_t got = sinks_[i].take(target);
      counts[i] += got;
      if (got > 0) first = i;
    }
    return first;
  }

  predict::Prediction predicted() {
    dialects::ReadOptions options;
    options.version = running_version();
    reading_ = dialects::find("haproxy")->read_text("haproxy.cfg", lines_, options);
    return predict::predict(reading_.config, policy_, {});
  }

 private:
  rig::Backends backend_;
  std::array<Sink, 3> sinks_;
  std::string lines_;
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
  int asked = 0;
  const auto now = [&] { return logging.where("/" + std::to_string(++asked)); };
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
  constexpr std::size_t requests = 40;
  std::array<std::size_t, 3> counts{};
  for (std::size_t i = 0; i < requests; ++i) ASSERT_LT(logging.where("/", &counts), 3u);
  // A request may be logged more than once: whole turns of four messages are compared.
  const auto whole = [&] {
    const std::size_t all = counts[0] + counts[1] + counts[2];
    return all >= requests && all % 4 == 0;
  };
  rig::Patience patience(std::chrono::seconds(60));
  while (!whole() && patience.again()) logging.take("/", counts);
  ASSERT_TRUE(whole());
  EXPECT_EQ(counts[0], 2 * counts[1]);
  EXPECT_EQ(counts[1], counts[2]);
}

}  // namespace
}  // namespace ek::differential
