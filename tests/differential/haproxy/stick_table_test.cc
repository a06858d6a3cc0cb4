// A stick table that is full: which entries go, and what is not stored, against the running HAProxy
// 2.6.12. The table goes by the millisecond, so requests and answers are some of them apart.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "base/random.h"
#include "differential/haproxy/run.h"
#include "differential/haproxy/seeds.h"
#include "differential/haproxy/version.h"

namespace ek::differential {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds service{3};
constexpr milliseconds pause{2};
constexpr int requests = 150;
constexpr std::uint64_t clients = 12;

void compare(const std::string& table, std::uint64_t seed) {
  base::Random random(seed);
  rig::Backends backends;
  backends.add_many(3, {.service_time = service});
  const std::vector<ServerPlan> servers(3);
  auto started = Pair::start("balance roundrobin\n" + table + "\nstick on src\n" +
                             server_lines(backends, servers));
  ASSERT_TRUE(started) << started.error();
  Pair& pair = **started;
  const auto begin = std::chrono::steady_clock::now();
  const auto now_s = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  std::vector<predict::Started> let_go;
  for (int i = 0; i < requests; ++i) {
    std::this_thread::sleep_for(pause);
    model::Request request;
    request.source = "10.0.0." + std::to_string(1 + random.below(clients));
    predict::Dispatch dispatch;
    pair.balancer().dispatch(static_cast<predict::RequestId>(i), request, now_s(), dispatch);
    ASSERT_EQ(dispatch.outcome, predict::Outcome::placed);
    rig::ConnectOptions options;
    options.proxy_source = request.source;
    const auto answer = rig::Client(pair.program().endpoint(), options).get("/");
    ASSERT_TRUE(answer) << answer.error();
    pair.balancer().finish(static_cast<predict::RequestId>(i), now_s(), let_go);
    ASSERT_EQ(answer->server(), pair.name(dispatch.server))
        << "EVENKEEL_SEED=" << seed << " request " << i << " from " << request.source << "\n"
        << pair.config_text();
  }
}

TEST(FullStickTable, LosesTheEntriesThatTheProgramLoses) {
  for (const char* table :
       {"stick-table type ip size 5 expire 1h", "stick-table type ip size 1",
        "stick-table type ip size 8 expire 1h", "stick-table type ip size 5 expire 1h nopurge"}) {
    const bool purges = std::string_view(table).find("nopurge") == std::string_view::npos;
    if (!purges || !running_abilities().purges_by_chance) compare(table, seeds().of(70000));
  }
}

// Requests whose times nobody says: as long as the table has room they do not matter.
TEST(FullStickTable, IsDoubtWhereTheTimesAreNotKnown) {
  for (const auto& [table, known] : {std::pair{"size 5", false},
                                     {"size 6", true},
                                     {"size 5 nopurge", true},
                                     {"size 6 expire 1h", true}}) {
    rig::Backends backends;
    backends.add_many(2);
    auto started =
        Pair::start("balance roundrobin\nstick-table type ip " + std::string(table) +
                    "\nstick on src\n" + server_lines(backends, std::vector<ServerPlan>(2)));
    ASSERT_TRUE(started) << started.error();
    predict::Balancer& balancer = (*started)->balancer();
    predict::Dispatch dispatch;
    std::vector<predict::Started> let_go;
    for (predict::RequestId i = 0; i < 6; ++i) {
      model::Request request;
      request.source = "10.0.0." + std::to_string(i);
      balancer.dispatch(i, request, 0, dispatch);
      balancer.finish(i, 0, let_go);
    }
    EXPECT_EQ(balancer.doubt().empty(), known) << table;
  }
}

}  // namespace
}  // namespace ek::differential
