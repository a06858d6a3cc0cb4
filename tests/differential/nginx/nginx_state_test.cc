// What depends on connections in flight, on chance and on the clock, against the real nginx; and
// the shares of 20,000 requests.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <deque>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "base/random.h"
#include "differential/nginx/predicted.h"
#include "predict/prediction.h"
#include "rig/client.h"
#include "rig/nginx.h"
#include "rig/one_core.h"
#include "rig/patience.h"

namespace ek::differential::nginx {
namespace {

std::uint64_t run_seed() {
  const char* given = std::getenv("EVENKEEL_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

// An upstream `app` with a line of options for each backend, behind one http listener.
rig::Outcome<rig::Nginx> start_app(const rig::Backends& backends, const std::string& method,
                                   const std::vector<std::string>& options, int workers = 1) {
  rig::NginxOptions nginx;
  nginx.workers = workers;
  nginx.sockets.emplace_back();
  std::string text = "upstream app {\n" + method;
  for (std::size_t i = 0; i < options.size(); ++i)
    text += "  " + rig::nginx_server_line(backends.endpoint(i), options[i]);
  nginx.http = text + "}\nserver { listen " + rig::to_string(nginx.sockets[0].endpoint()) +
               ";\nlocation / { proxy_pass http://app; } }\n";
  return rig::Nginx::start(std::move(nginx));
}

std::vector<std::string> weights_line(const std::vector<int>& weights) {
  std::vector<std::string> options;
  for (const int weight : weights) options.push_back("weight=" + std::to_string(weight));
  return options;
}

// Opens, holds and ends requests at random, and compares where each one goes.
class HeldRequests {
 public:
  HeldRequests(rig::Nginx& nginx, rig::Backends& backends, Predicted& predicted)
      : nginx_(nginx), backends_(backends), predicted_(predicted) {}

  void open(predict::RequestId id) {
    const std::string token = "t" + std::to_string(id) + "x";
    model::Request request;
    request.target = "/?hold=" + token;
    const auto& dispatch = predicted_.begin(id, request);
    auto client = std::make_unique<rig::Client>(nginx_.endpoint());
    ASSERT_TRUE(client->send({request.target}));
    if (dispatch.outcome == predict::Outcome::refused) {
      const auto answer = client->receive();
      ASSERT_TRUE(answer) << answer.error();
      ASSERT_EQ(answer->status, 502);
      ++ended_;
      return;
    }
    const auto where = backends_.where_is(token);
    ASSERT_TRUE(where.has_value())
        << "request " << id << " should be at " << predicted_.address_of(dispatch.server);
    ASSERT_EQ(rig::to_string(backends_.endpoint(*where)), predicted_.address_of(dispatch.server))
        << "request " << id << " with " << held_.size() << " in flight";
    held_.push_back({id, token, std::move(client)});
  }

  void end(std::size_t which) {
    Held held = std::move(held_[which]);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(which));
    ASSERT_TRUE(backends_.release_token(held.token));
    const auto answer = held.client->receive();
    ASSERT_TRUE(answer) << answer.error() << ": request " << held.id;
    // nginx logs a request after it has counted the connection's end.
    ASSERT_TRUE(nginx_.log_lines(++ended_));
    predicted_.finish(held.id);
  }
  std::size_t size() const { return held_.size(); }

 private:
  struct Held {
    predict::RequestId id;
    std::string token;
    std::unique_ptr<rig::Client> client;
  };
  rig::Nginx& nginx_;
  rig::Backends& backends_;
  Predicted& predicted_;
  std::vector<Held> held_;
  std::size_t ended_ = 0;
};

struct HeldCase {
  const char* name;
  const char* method;
  int workers;
  std::vector<std::string> options;
};

class NginxHeld : public testing::TestWithParam<HeldCase> {};

TEST_P(NginxHeld, EachRequestGoesWhereTheConnectionsInFlightSendIt) {
  const std::uint64_t seed = run_seed();
  std::cout << "EVENKEEL_SEED=" << seed << '\n';
  base::Random random(seed);
  const HeldCase& held_case = GetParam();
  rig::Backends backends;
  backends.add_many(held_case.options.size());
  auto nginx = start_app(backends, held_case.method, held_case.options, held_case.workers);
  ASSERT_TRUE(nginx) << nginx.error();
  const auto reading = read_config(nginx->config_text());
  Predicted predicted(reading.config, *reading.config.pool("app"));
  ASSERT_EQ(predicted.error(), "");
  HeldRequests held(*nginx, backends, predicted);
  for (predict::RequestId step = 1; step <= 300 && !HasFatalFailure(); ++step) {
    const bool opens = held.size() == 0 || (held.size() < 24 && random.chance(0.55));
    if (opens)
      held.open(step);
    else
      held.end(random.below(held.size()));
  }
  while (held.size() > 0 && !HasFatalFailure()) held.end(0);
}

INSTANTIATE_TEST_SUITE_P(
    Methods, NginxHeld,
    testing::Values(
        HeldCase{"LeastConn", "least_conn;\n", 1, {"", "weight=2", "", "weight=5", "weight=3"}},
        HeldCase{"LeastConnZone", "zone z 64k; least_conn;\n", 2, {"", "weight=2", "weight=7", ""}},
        HeldCase{"LeastConnMaxConns",
                 "least_conn;\n",
                 1,
                 {"max_conns=2", "weight=3 max_conns=5", "weight=2", "backup"}},
        HeldCase{
            "MaxConns", "", 1, {"max_conns=3 weight=4", "max_conns=1", "max_conns=4 weight=2"}},
        HeldCase{"MaxConnsBackup",
                 "zone z 64k;\n",
                 2,
                 {"max_conns=3", "max_conns=2 weight=3", "backup", "backup weight=2 max_conns=4"}},
        HeldCase{"HashMaxConns",
                 "hash $request_uri;\n",
                 1,
                 {"max_conns=3", "max_conns=2 weight=3", "weight=2", ""}},
        HeldCase{"RingMaxConns",
                 "hash $request_uri consistent;\n",
                 1,
                 {"max_conns=3", "max_conns=2 weight=3", "weight=2", ""}}),
    [](const auto& instance) { return std::string(instance.param.name); });

// Without a zone each worker counts for itself: so many connections of each as max_conns says,
// whichever worker the kernel gives a connection to.
TEST(NginxHeldByWorker, AMaxConnsIsEachWorkersOwn) {
  constexpr std::size_t requests = 24, places = 3;  // of a worker: 1 + 2
  rig::Backends backends;
  backends.add_many(2, {.hold = true});
  rig::NginxOptions options = rig::one_listener(
      "upstream app {\n" + rig::nginx_server_line(backends.endpoint(0), "max_conns=1") +
          rig::nginx_server_line(backends.endpoint(1), "max_conns=2") + "}\n",
      "location / { add_header X-Worker $pid always; proxy_pass http://app; }");
  options.workers = 2;
  auto nginx = rig::Nginx::start(std::move(options));
  ASSERT_TRUE(nginx) << nginx.error();
  std::vector<std::unique_ptr<rig::Client>> clients;
  for (std::size_t i = 0; i < requests; ++i) {
    clients.push_back(std::make_unique<rig::Client>(nginx->endpoint()));
    ASSERT_TRUE(clients.back()->send({"/" + std::to_string(i)}));
  }
  // Refused ones are logged at once, the others are held.
  rig::Patience patience(std::chrono::seconds(60));
  const auto refused = [&] {
    std::size_t lines = 0;
    while (nginx->log_lines(lines + 1, std::chrono::milliseconds(0))) ++lines;
    return lines;
  };
  while (refused() + backends.held_total() < requests && patience.again()) {
  }
  for (std::size_t i = 0; i < 2; ++i) backends.set_hold(i, false);
  std::map<std::string, std::pair<std::size_t, std::size_t>> served_of_all;
  for (const auto& client : clients) {
    const auto answer = client->receive();
    ASSERT_TRUE(answer) << answer.error();
    auto& [served, all] = served_of_all[std::string(answer->header("X-Worker"))];
    served += answer->status == 200;
    ++all;
  }
  for (const auto& [worker, counts] : served_of_all)
    EXPECT_EQ(counts.first, std::min(counts.second, places)) << "worker " << worker;
}

const model::Policy no_policy;

// The value that chi-square with four degrees of freedom exceeds once in a million.
constexpr double chi_square_max = 33.4;

void expect_distribution(const std::string& method, const std::vector<std::string>& options) {
  constexpr std::size_t requests = 24'000;
  const rig::OneCore one_core;
  rig::Backends backends;
  backends.add_many(options.size());
  const auto nginx = start_app(backends, method, options);
  ASSERT_TRUE(nginx) << nginx.error();
  rig::Client client(nginx->endpoint());
  ASSERT_TRUE(client.picks(requests));
  const auto reading = read_config(nginx->config_text());
  const auto prediction = predict::predict(reading.config, no_policy, {});
  double sum = 0;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const double expected = prediction.pools[0].servers[i].share * requests;
    sum += std::pow(static_cast<double>(backends.count(i)) - expected, 2) / expected;
  }
  EXPECT_LT(sum, chi_square_max);
}

TEST(NginxDrawn, RandomFollowsTheWeights) {
  expect_distribution("random;\n", weights_line({1, 2, 3, 5, 7}));
}
TEST(NginxDrawn, RandomTwoFollowsItsOwnFormula) {
  expect_distribution("random two least_conn;\n", weights_line({1, 2, 3, 5, 7}));
}
TEST(NginxDrawn, RandomTwoWithADominantServerRunsOutOfDraws) {
  expect_distribution("random two;\n", weights_line({400, 2, 3, 5, 1}));
}

void expect_shares(const std::string& method, const std::vector<std::string>& options) {
  constexpr std::size_t requests = 20'000;
  const rig::OneCore one_core;
  rig::Backends backends;
  backends.add_many(options.size());
  const auto nginx = start_app(backends, method, options);
  ASSERT_TRUE(nginx) << nginx.error();
  rig::Client client(nginx->endpoint());
  ASSERT_TRUE(client.picks(requests));
  const auto reading = read_config(nginx->config_text());
  const auto prediction = predict::predict(reading.config, no_policy, {});
  for (std::size_t i = 0; i < options.size(); ++i)
    EXPECT_NEAR(static_cast<double>(backends.count(i)) / requests,
                prediction.pools[0].servers[i].share, 0.001);
}

TEST(NginxShares, RoundRobinWithinATenthOfAPercent) {
  expect_shares("", weights_line({100, 7, 64, 33, 1}));
}
TEST(NginxShares, IdleLeastConnWithinATenthOfAPercent) {
  expect_shares("least_conn;\n", weights_line({100, 7, 64, 33, 1}));
}

TEST(NginxShares, IdleLeastTimeGoesToTheGreatestWeight) {
  const auto version = rig::nginx_version();
  if (!version || *version < rig::Version{1, 31, 0}) GTEST_SKIP() << "open source from 1.31.0 on";
  expect_shares("least_time header;\n", weights_line({3, 7, 2, 5}));
  expect_shares("least_time header;\n", weights_line({2, 7, 7, 5}));
  expect_shares("least_time last_byte;\n", weights_line({4, 4, 4}));
}

// Hashed: predicted from the keys that were sent, so the counts are the same to the last request.
void expect_key_shares(const std::string& method) {
  constexpr std::size_t requests = 20'000;
  const rig::OneCore one_core;
  const auto options = weights_line({10, 7, 64, 33, 1});
  rig::Backends backends;
  backends.add_many(options.size());
  const auto nginx = start_app(backends, method, options);
  ASSERT_TRUE(nginx) << nginx.error();
  const auto reading = read_config(nginx->config_text());
  Predicted predicted(reading.config, *reading.config.pool("app"));
  std::vector<std::uint64_t> expected(options.size());
  rig::Client client(nginx->endpoint());
  const std::uint64_t seed = run_seed();
  std::cout << "EVENKEEL_SEED=" << seed << '\n';
  base::Random random(seed);
  for (std::size_t i = 0; i < requests; ++i) {
    model::Request request;
    request.target = "/k" + std::to_string(random.below(1'000'000'000));
    ++expected[predicted.dispatch(request).server];
    ASSERT_TRUE(client.pick(rig::request_text({request.target})));
  }
  EXPECT_EQ(backends.counts(), expected);
}

TEST(NginxShares, HashToTheLastRequest) {
  expect_key_shares("hash $request_uri;\n");
}
TEST(NginxShares, RingToTheLastRequest) {
  expect_key_shares("hash $request_uri consistent;\n");
}

// The wall clock as nginx sees it; it counts whole seconds.
double wall_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

enum class Clocked { same, different, unclear };

// Requests over some seconds with one server refusing. Unclear: the second changed during a
// request.
Clocked over_fail_timeout(std::string& difference) {
  rig::Backends backends;
  backends.add_many(3);
  const auto nginx = start_app(backends, "", {"max_fails=2 fail_timeout=2s weight=3", "", ""});
  if (!nginx) return difference = nginx.error(), Clocked::different;
  const auto reading = read_config(nginx->config_text());
  Predicted predicted(reading.config, *reading.config.pool("app"));
  backends.kill(0);
  predicted.set_refusing(backends, 0, true);
  rig::Client client(nginx->endpoint());
  for (std::size_t i = 1; i <= 70; ++i) {
    if (i == 50) {
      backends.revive(0);
      predicted.set_refusing(backends, 0, false);
    }
    while (std::fmod(wall_s(), 1) < 0.05 || std::fmod(wall_s(), 1) > 0.9)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const double now = wall_s();
    if (!client.get("/")) return difference = "no answer", Clocked::different;
    const auto log = nginx->log_lines(i);
    if (std::floor(wall_s()) != std::floor(now))
      return difference = "in every try the second changed during a request", Clocked::unclear;
    const auto& dispatch = predicted.dispatch({}, now);
    std::vector<std::string> expected;
    for (const auto server : dispatch.failed) expected.push_back(predicted.address_of(server));
    expected.push_back(predicted.address_of(dispatch.server));
    if (!log || log->back().upstream_addr != expected)
      return difference = "request " + std::to_string(i), Clocked::different;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return Clocked::same;
}

TEST(NginxClock, AServerIsTriedAgainAfterItsFailTimeout) {
  std::string difference;
  Clocked result = Clocked::unclear;
  for (int tries = 0; tries < 6 && result == Clocked::unclear; ++tries)
    result = over_fail_timeout(difference);
  EXPECT_EQ(result, Clocked::same) << difference;
}

}  // namespace
}  // namespace ek::differential::nginx
