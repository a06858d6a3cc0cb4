// What depends on requests in flight: connections held open and let go in a random script, each
// step compared with the running HAProxy 2.6.12: where a request goes, where it waits, who is let
// go.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <sstream>
#include <thread>

#include "base/random.h"
#include "differential/haproxy/run.h"
#include "differential/haproxy/seeds.h"

namespace ek::differential {
namespace {

using predict::no_server;
using predict::RequestId;
using predict::ServerIndex;

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

struct FlightPlan {
  std::string lines;
  std::string defaults;
  std::string sections;  // further ones, that change nothing
  std::vector<ServerPlan> servers;
};

FlightPlan random_flight_plan(base::Random& random, const Abilities& has) {
  std::vector<const char*> balances{
      "first",
      "roundrobin",
      "static-rr",
      "url_param p",
      "url_param p\nhash-type consistent",
      "uri whole\nhash-type consistent\nhash-balance-factor 125",
      "uri whole\nhash-type consistent sdbm\nhash-balance-factor 200"};
  if (has.preserves_affinity)
    balances.insert(balances.end(),
                    {"uri whole\nhash-type consistent\nhash-preserve-affinity maxconn",
                     "uri whole\nhash-type consistent djb2\nhash-preserve-affinity maxqueue",
                     "uri whole\nhash-type consistent\nhash-balance-factor 150\n"
                     "hash-preserve-affinity maxconn"});
  if (has.leastconn_in_order) balances.insert(balances.end(), {"leastconn", "leastconn"});
  if (has.known_start_of_random)
    balances.insert(balances.end(), {"random", "random(1)", "random(4)"});
  FlightPlan plan;
  plan.lines = "balance " + std::string(balances[random.below(balances.size())]) + "\n";
  plan.servers.resize(1 + random.below(6));
  const bool limited = random.chance(0.7), dynamic = random.chance(0.4);
  // Stated, or a tenth of what the frontend can hold.
  const std::uint64_t fullconn = 5 + random.below(20);
  if (dynamic && random.chance(0.5))
    plan.lines += "fullconn " + number(fullconn) + "\n";
  else if (dynamic && random.chance(0.5))
    plan.sections = "frontend off\ndisabled\nmaxconn 500\ndefault_backend app\n";
  if (dynamic && plan.lines.find("fullconn") == std::string::npos)
    plan.defaults = "maxconn " + number(10 * fullconn - random.below(10)) + "\n";
  if (random.chance(0.3)) plan.lines += "option redispatch\n";
  for (ServerPlan& server : plan.servers) {
    if (random.chance(0.5)) server.options += " weight " + number(1 + random.below(20));
    if (limited && random.chance(0.9)) {
      const std::uint64_t most = 1 + random.below(5);
      server.options += " maxconn " + number(most);
      if (dynamic && random.chance(0.7))
        server.options += " minconn " + number(1 + random.below(most));
      if (random.chance(0.3)) server.options += " maxqueue " + number(1 + random.below(3));
    }
    if (random.chance(0.15)) server.options += " backup";
  }
  return plan;
}

// The script's state: which requests are open, as we predict it.
class Script {
 public:
  Script(std::uint64_t seed, Pair& pair, rig::Backends& backends)
      : seed_(seed), pair_(pair), backends_(backends) {}

  void open(base::Random& random) {
    const RequestId id = next_++;
    const std::string token = "t" + number(id) + "e";
    model::Request request;
    request.source = "10.0.0.7";
    request.host = "rig.test";
    request.target = "/x?p=" + number(random.below(40)) + "&hold=" + token;
    log_ << "open " << id << " " << request.target;
    Open& one = open_[id];
    one.token = token;
    rig::ConnectOptions options;
    options.proxy_source = request.source;
    one.client = std::make_unique<rig::Client>(pair_.program().endpoint(), options);
    rig::Request sent;
    sent.path = request.target;
    ASSERT_TRUE(one.client->send(sent));
    predict::Dispatch result;
    pair_.balancer().dispatch(id, request, clock(), result);
    one.server = result.server;
    one.outcome = result.outcome;
    log_ << " -> " << static_cast<int>(result.outcome) << " " << pair_.name(result.server) << "\n";
    if (result.outcome == predict::Outcome::refused) {
      const auto answer = one.client->receive();
      ASSERT_TRUE(answer) << story();
      ASSERT_EQ(answer->status, 503) << "served by " << answer->server() << story();
      open_.erase(id);
      log_ << "refused" << let_go(result.started) << "\n";
      arrive(result.started);
    } else if (result.outcome == predict::Outcome::placed) {
      expect_at(token, result.server);
    } else {
      ++waiting_[result.server];
      log_ << let_go(result.started) << "\n";
      arrive(result.started);
    }
    settle();
  }

  void close(base::Random& random) {
    std::vector<RequestId> served;
    for (const auto& [id, one] : open_)
      if (one.outcome == predict::Outcome::placed) served.push_back(id);
    if (served.empty()) return;
    const RequestId id = served[random.below(served.size())];
    log_ << "close " << id;
    Open one = std::move(open_.at(id));
    open_.erase(id);
    std::vector<predict::Started> started;
    pair_.balancer().finish(id, clock(), started);
    log_ << let_go(started) << "\n";
    ASSERT_TRUE(backends_.release_token(one.token));
    ASSERT_TRUE(one.client->receive()) << story();
    arrive(started);
    settle();
  }

  std::size_t count() const { return open_.size(); }

 private:
  struct Open {
    std::string token;
    std::unique_ptr<rig::Client> client;
    ServerIndex server = no_server;
    predict::Outcome outcome = predict::Outcome::refused;
  };

  // Milliseconds apart, as the program's queues order requests by the millisecond.
  double clock() {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

  std::string let_go(const std::vector<predict::Started>& started) const {
    std::string text;
    for (const auto& go : started)
      text += " lets go " + number(go.request) + " at " + pair_.name(go.server);
    return text;
  }

  void arrive(const std::vector<predict::Started>& started) {
    for (const auto& go : started) {
      Open& released = open_.at(go.request);
      --waiting_[released.server];
      released.server = go.server;
      released.outcome = predict::Outcome::placed;
      expect_at(released.token, go.server);
    }
  }

  void expect_at(const std::string& token, ServerIndex server) {
    const auto where = backends_.where_is(token, std::chrono::seconds(60));
    ASSERT_TRUE(where) << token << " is at no server, we said " << pair_.name(server) << story();
    ASSERT_EQ(backends_.label(*where), pair_.name(server)) << token << story();
  }

  void settle() {
    if (testing::Test::HasFatalFailure()) return;
    std::map<std::string, int> expected;
    for (const auto& [id, one] : open_)
      if (one.outcome == predict::Outcome::placed) ++expected[pair_.name(one.server)];
    ASSERT_TRUE(pair_.program().wait_sessions("app", expected, std::chrono::seconds(60)))
        << story();
    const auto queued = pair_.program().stat("app", "qcur");
    ASSERT_TRUE(queued);
    for (const auto& [name, count] : *queued) {
      ServerIndex server = 0;
      while (pair_.name(server) != name) ++server;
      ASSERT_EQ(count, number(static_cast<std::uint64_t>(waiting_[server]))) << name << story();
    }
  }

  std::string story() const {
    return "\nEVENKEEL_SEED=" + number(seed_) + "\n" + pair_.config_text() + log_.str();
  }

  std::uint64_t seed_;
  Pair& pair_;
  rig::Backends& backends_;
  RequestId next_ = 1;
  std::map<RequestId, Open> open_;
  std::map<ServerIndex, int> waiting_;
  std::ostringstream log_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

void run_flights(std::uint64_t seed) {
  base::Random random(seed);
  const FlightPlan plan = random_flight_plan(random, running_abilities());
  rig::Backends backends;
  backends.add_many(plan.servers.size());
  auto pair = Pair::start(plan.lines + server_lines(backends, plan.servers) + plan.sections, "http",
                          plan.defaults);
  ASSERT_TRUE(pair) << "EVENKEEL_SEED=" << seed << " " << pair.error();
  Script script(seed, **pair, backends);
  const std::size_t most = 3 + random.below(20);
  for (int step = 0; step < 90 && !testing::Test::HasFatalFailure(); ++step) {
    const bool open = script.count() < most && random.chance(script.count() < most / 2 ? 0.8 : 0.5);
    open ? script.open(random) : script.close(random);
  }
}

class Flights : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Flights, EveryStepAgrees) {
  const Seeds run = seeds();
  constexpr std::uint64_t scripts = 8;
  for (std::uint64_t i = 0; i < scripts && !HasFatalFailure(); ++i) {
    run_flights(run.of(50000 + GetParam() * scripts + i));
    if (run.replay) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Shard, Flights, testing::Range(std::uint64_t{0}, std::uint64_t{5}));

}  // namespace
}  // namespace ek::differential
