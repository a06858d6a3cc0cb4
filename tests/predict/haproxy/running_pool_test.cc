// What the balancer does around the algorithm, step by step.
#include <gtest/gtest.h>

#include "predict/balancer.h"
#include "predict/haproxy/pool_builder.h"

namespace ek::predict::haproxy::test {
namespace {

class Stepper {
 public:
  explicit Stepper(const Bench& bench) : bench_(bench) {
    auto made = make_balancer(bench.context(), {});
    EXPECT_TRUE(made) << made.error().message;
    balancer_ = std::move(*made);
  }
  std::string open(RequestId id, model::Request request = {}, double now_s = 0) {
    balancer_->dispatch(id, request, now_s, last);
    const std::string name = bench_.name(last.server);
    if (last.outcome == Outcome::refused) return "refused";
    return last.outcome == Outcome::queued ? "waits for " + name : name;
  }
  std::string close(RequestId id, double now_s = 0) {
    std::vector<Started> started;
    balancer_->finish(id, now_s, started);
    std::string text;
    for (const Started& one : started)
      text += std::to_string(one.request) + "@" + bench_.name(one.server) + " ";
    return text;
  }
  Balancer& balancer() { return *balancer_; }
  Dispatch last;

 private:
  const Bench& bench_;
  std::unique_ptr<Balancer> balancer_;
};

TEST(RunningPool, WaitsInThePoolWhenAllAreFullAndGoesWhereAPlaceIsFree) {
  Bench pool = bench("roundrobin", {1, 1});
  for (auto& server : pool.pool.servers) server.maxconn.value = 1;
  Stepper step(pool);
  EXPECT_EQ(step.open(1), "a");
  EXPECT_EQ(step.open(2), "b");
  EXPECT_EQ(step.open(3), "waits for -");
  EXPECT_EQ(step.open(4), "waits for -");
  EXPECT_EQ(step.close(2), "3@b ");
  std::vector<Started> started;
  step.balancer().abandon(4, 0, started);
  EXPECT_TRUE(started.empty());
  EXPECT_EQ(step.close(1), "");
  EXPECT_EQ(step.balancer().in_flight(0), 0u);
  EXPECT_EQ(step.balancer().in_flight(1), 1u);
}

TEST(RunningPool, AHashWaitsForItsServerUnlessTheQueueIsFull) {
  Bench pool = hashing_bench("uri", model::HashMapping::map_based, {1, 1});
  pool.pool.balance.key.value.parts = {{model::KeySource::uri, "", {}}};
  for (auto& server : pool.pool.servers) {
    server.maxconn.value = 1;
    server.extras.edit().maxqueue.value = 1;
  }
  Stepper step(pool);
  const std::string server = step.open(1);
  EXPECT_EQ(step.open(2), "waits for " + server);
  EXPECT_EQ(step.open(3), "refused");
  EXPECT_EQ(step.close(1), "2@" + server + " ");
}

// A limit that has grown with the pool's load is noticed when a request leaves the server, even
// one that was only refused there.
TEST(RunningPool, ARefusedRequestLetsAWaitingOneGoWhenTheLimitHasGrown) {
  Bench pool = hashing_bench("uri", model::HashMapping::map_based, {1, 1});
  pool.pool.balance.key.value.parts = {{model::KeySource::uri, "", {}}};
  pool.pool.limits.fullconn.value = 5;
  pool.pool.servers[1].maxconn.value = 3;
  pool.pool.servers[1].extras.edit().minconn.value = 2;
  pool.pool.servers[1].extras.edit().maxqueue.value = 1;
  Stepper step(pool);
  RequestId id = 0;
  model::Request to_a, to_b;
  to_a.target = to_b.target = "";
  for (int i = 0; to_a.target.empty() || to_b.target.empty(); ++i) {
    model::Request request;
    request.target = "/" + std::to_string(i);
    (step.open(++id, request) == "a" ? to_a : to_b) = request;
    step.close(id);
  }
  EXPECT_EQ(step.open(11, to_b), "b");
  EXPECT_EQ(step.open(12, to_b), "b");
  EXPECT_EQ(step.open(13, to_b), "waits for b");
  EXPECT_EQ(step.open(14, to_a), "a");
  EXPECT_EQ(step.open(15, to_a), "a");  // five in the pool: now b may serve three
  EXPECT_EQ(step.open(16, to_b), "refused");
  ASSERT_EQ(step.last.started.size(), 1u);
  EXPECT_EQ(step.last.started[0].request, 13u);
  EXPECT_EQ(step.balancer().in_flight(1), 3u);
}

TEST(RunningPool, RedispatchesAtOnceInTurnsAndOnTheLastRetryWhenHashing) {
  Bench pool = bench("roundrobin", {1, 1, 1});
  pool.pool.limits.redispatch.value = true;
  pool.pool.limits.redispatch_interval.value = -1;
  Stepper turns(pool);
  turns.balancer().set_refusing(0, true);
  EXPECT_EQ(turns.open(1), "b");
  EXPECT_EQ(turns.last.failed, (std::vector<ServerIndex>{0}));

  Bench ring = hashing_bench("uri", model::HashMapping::consistent, {1, 1, 1});
  ring.pool.balance.key.value.parts = {{model::KeySource::uri, "", {}}};
  ring.pool.limits = pool.pool.limits;
  Stepper hashing(ring);
  EXPECT_EQ(hashing.open(1), "b");
  hashing.close(1);
  hashing.balancer().set_refusing(1, true);
  EXPECT_NE(hashing.open(2), "b");
  EXPECT_EQ(hashing.last.failed, (std::vector<ServerIndex>{1, 1, 1}));
}

TEST(RunningPool, AStickTableForgets) {
  Bench pool = bench("roundrobin", {1, 1});
  model::StickTable table;
  table.type = "ip";
  table.size = 2;
  table.expire = std::chrono::seconds(10);
  pool.pool.persistence.stick_table.set(table, {1, 1, 0});
  model::StickRule rule;
  rule.key.parts = {{model::KeySource::client_address, "", {}}};
  pool.pool.persistence.stick_rules.push_back(rule);
  Stepper step(pool);
  RequestId id = 0;
  const auto from = [&](const std::string& source, double now_s) {
    model::Request request;
    request.source = source;
    const std::string server = step.open(++id, request, now_s);
    step.close(id, now_s);
    return server;
  };
  EXPECT_EQ(from("10.0.0.1", 0), "a");
  EXPECT_EQ(from("10.0.0.1", 1), "a");
  EXPECT_EQ(from("10.0.0.2", 2), "b");
  EXPECT_EQ(from("10.0.0.1", 3), "a");
  EXPECT_EQ(from("10.0.0.1", 30), "a");  // forgotten, and it is a's turn
  EXPECT_EQ(from("10.0.0.1", 31), "a");
}

TEST(RunningPool, SaysWhyItCannotTell) {
  Bench leastconn = bench("leastconn", {1, 1}, {3, 2, 0});
  const auto newer = make_balancer(leastconn.context(), {});
  ASSERT_FALSE(newer);
  EXPECT_NE(newer.error().message.find("since 3.2 chance decides"), std::string::npos);

  Bench hash = hashing_bench("hash", model::HashMapping::map_based, {1, 1});
  hash.pool.balance.key.value.parts = {{model::KeySource::unsupported, "ssl_fc_sni", {}}};
  const auto unknown = make_balancer(hash.context(), {});
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("ssl_fc_sni"), std::string::npos);

  Bench dynamic = bench("roundrobin", {1, 1});
  dynamic.pool.servers[0].maxconn.value = 10;
  dynamic.pool.servers[0].extras.edit().minconn.value = 2;
  const auto limit = make_balancer(dynamic.context(), {});
  ASSERT_FALSE(limit);
  EXPECT_NE(limit.error().message.find("fullconn"), std::string::npos);
}

TEST(RunningPool, ARingBeyondTheLimitSaysSo) {
  for (const char* word : {"uri", "random"}) {
    const Bench pool =
        hashing_bench(word, model::HashMapping::consistent, std::vector<std::uint32_t>(1100, 256));
    const Grade grade = pool.algorithm().grade(pool.context());
    EXPECT_EQ(grade.exactness, Exactness::approximate) << word;
    EXPECT_NE(grade.reason.find("4505600 points"), std::string::npos) << grade.reason;
    const auto refused = make_balancer(pool.context(), {});
    EXPECT_FALSE(refused) << word;
  }
}

TEST(RunningPool, DrawsWithoutEndAreNotFollowed) {
  Bench pool = bench("random", {1, 1});
  pool.pool.balance.draws.value = 2'147'483'647;
  const auto refused = make_balancer(pool.context(), {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("draws 2147483647 times"), std::string::npos);
}

TEST(Grades, FollowVersionAndThreadGroups) {
  const auto grade = [](Bench bench, std::uint32_t groups = 1) {
    bench.program.thread_groups = groups;
    return bench.algorithm().grade(bench.context()).exactness;
  };
  EXPECT_EQ(grade(bench("roundrobin", {1})), Exactness::exact);
  EXPECT_EQ(grade(bench("roundrobin", {1}, {3, 2, 0})), Exactness::exact);
  EXPECT_EQ(grade(bench("roundrobin", {1}, {3, 2, 0}), 2), Exactness::exact_given);
  EXPECT_EQ(grade(bench("leastconn", {1}, {3, 1, 0})), Exactness::exact_given);
  EXPECT_EQ(grade(bench("leastconn", {1}, {3, 2, 0})), Exactness::distribution);
  EXPECT_EQ(grade(bench("random", {1}, {3, 0, 0})), Exactness::distribution);
  const auto ring = [&](model::Version version) {
    return grade(hashing_bench("uri", model::HashMapping::consistent, {1}, version));
  };
  EXPECT_EQ(ring({2, 6, 12}), Exactness::exact);
  EXPECT_EQ(ring({3, 0, 0}), Exactness::exact);  // measured; its point releases were not
  EXPECT_EQ(ring({3, 0, 5}), Exactness::exact_given);
  EXPECT_EQ(ring({3, 2, model::Version::newest}), Exactness::exact_given);
  EXPECT_EQ(ring({3, 4, 0}), Exactness::exact);
}

TEST(Grades, SeveralThreadsDrawSequencesOfTheirOwn) {
  Bench pool = bench("random", {1, 1, 1});
  EXPECT_EQ(pool.algorithm().grade(pool.context()).exactness, Exactness::exact_given);
  pool.program.threads = 2;
  EXPECT_EQ(pool.algorithm().grade(pool.context()).exactness, Exactness::distribution);
}

}  // namespace
}  // namespace ek::predict::haproxy::test
