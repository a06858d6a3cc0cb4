// Random nginx configurations, each read by the dialect and run by the real nginx: every request
// must be tried on the same servers, in the same order. A new seed a run, printed; EVENKEEL_SEED
// repeats one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "differential/nginx/predicted.h"
#include "differential/nginx/running.h"
#include "predict/nginx/sticky.h"
#include "rig/one_core.h"

namespace ek::differential::nginx {
namespace {

constexpr std::size_t picks_each = 400;
constexpr std::size_t backends_shared = 48;

std::uint64_t run_seed() {
  const char* given = std::getenv("EVENKEEL_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

// The tries that the balancer expects, written as nginx writes them.
Chain expected_chain(const model::Pool& pool, const predict::Dispatch& dispatch) {
  Chain chain;
  for (const predict::ServerIndex server : dispatch.failed)
    chain.push_back(model::to_string(pool.servers[server].address.value));
  if (dispatch.outcome == predict::Outcome::placed)
    chain.push_back(model::to_string(pool.servers[dispatch.server].address.value));
  return chain;
}

std::string join(const Chain& chain) {
  std::string text;
  for (const std::string& part : chain) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// A refused request's last try is the upstream itself, when no server was left to try.
bool same(const Chain& expected, Chain actual, const predict::Dispatch& dispatch,
          const std::string& name) {
  if (dispatch.outcome == predict::Outcome::refused && !actual.empty() && actual.back() == name)
    actual.pop_back();
  return expected == actual;
}

bool has_sticky() {
  static const auto version = rig::nginx_version();
  return version && *version >= rig::Version{1, 29, 6};
}

// Sessions as nginx names them where a server has no route.
void add_address_sessions(RandomUpstream& upstream, const rig::Backends& backends) {
  if (upstream.sticky.empty()) return;
  for (const RandomServer& server : upstream.servers)
    upstream.sessions.push_back(
        predict::nginx::session_id(rig::to_string(backends.endpoint(server.backend))));
}

struct Batch {
  Protocol protocol = Protocol::http;
  int workers = 1;
  std::size_t upstreams = 0;
};

class NginxPick : public testing::TestWithParam<int> {
 protected:
  void run(const Batch& batch, std::uint64_t seed) {
    base::Random random(seed);
    rig::Backends backends;
    rig::BackendOptions backend;
    backend.speaks = batch.protocol == Protocol::http ? rig::Speaks::http : rig::Speaks::tcp;
    backends.add_many(backends_shared - 8, backend);
    backend.address = "::1";
    backends.add_many(8, backend);
    std::vector<RandomUpstream> upstreams;
    for (std::size_t i = 0; i < batch.upstreams; ++i)
      upstreams.push_back(random_upstream(
          random, {batch.protocol, batch.workers > 1, backends_shared, has_sticky()}, i));
    for (RandomUpstream& upstream : upstreams) add_address_sessions(upstream, backends);
    auto running = start(upstreams, backends, batch.workers);
    ASSERT_TRUE(running) << running.error();
    const auto reading = read_config(running->nginx->config_text());
    for (std::size_t i = 0; i < upstreams.size() && !HasFatalFailure(); ++i) {
      Asker asker(*running, upstreams[i], i);
      compare(asker, upstreams[i], reading.config, backends, random);
    }
    if (HasFatalFailure()) std::cerr << "EVENKEEL_SEED=" << seed_ << '\n';
  }

  void compare(Asker& asker, const RandomUpstream& upstream, const model::Config& config,
               rig::Backends& backends, base::Random& random) {
    const model::Pool* pool = config.pool(upstream.name);
    ASSERT_NE(pool, nullptr) << upstream.name;
    Predicted predicted(config, *pool);
    ASSERT_EQ(predicted.error(), "");
    for (std::size_t pick = 0; pick < picks_each; ++pick) {
      if (pick == upstream.down_from) set_refused(upstream, backends, predicted, true);
      if (pick == upstream.up_from) set_refused(upstream, backends, predicted, false);
      const TwoFaced request = random_request(random, upstream);
      const auto actual = asker.ask(request);
      ASSERT_TRUE(actual) << actual.error();
      const auto& dispatch = predicted.dispatch(request.modelled);
      const Chain expected = expected_chain(predicted.pool(), dispatch);
      ASSERT_TRUE(same(expected, *actual, dispatch, upstream.name))
          << "EVENKEEL_SEED=" << seed_ << "\npick " << pick << " of " << upstream.name << ": "
          << request.modelled.source << " " << request.modelled.method << " "
          << request.modelled.host << " " << request.modelled.target << "\nexpected "
          << join(expected) << "\nnginx    " << join(*actual) << "\nrefused from pick "
          << upstream.down_from << " to " << upstream.up_from << ": " << refused(upstream, backends)
          << "\n"
          << upstream_text(upstream, backends, {});
    }
    if (upstream.up_from >= picks_each) set_refused(upstream, backends, predicted, false);
  }

  static void set_refused(const RandomUpstream& upstream, rig::Backends& backends,
                          Predicted& predicted, bool refused) {
    for (const std::size_t backend : upstream.refused) {
      refused ? backends.kill(backend) : backends.revive(backend);
      predicted.set_refusing(backends, backend, refused);
    }
  }
  static std::string refused(const RandomUpstream& upstream, const rig::Backends& backends) {
    std::string text;
    for (const std::size_t backend : upstream.refused)
      text += rig::to_string(backends.endpoint(backend)) + " ";
    return text;
  }

  std::uint64_t seed_ = run_seed();
};

// 6 shards of 36 upstreams: 216 configurations, 86,400 picks.
TEST_P(NginxPick, EveryTryOfEveryRequestIsPredicted) {
  const rig::OneCore one_core;
  std::cout << "EVENKEEL_SEED=" << seed_ << '\n';
  const auto part = static_cast<std::uint64_t>(GetParam()) * 1000;
  const Batch batches[] = {{Protocol::http, 1, 16},
                           {Protocol::http, 2, 8},
                           {Protocol::stream, 1, 8},
                           {Protocol::stream, 2, 4}};
  std::uint64_t number = 0;
  for (const Batch& batch : batches)
    if (!HasFatalFailure()) run(batch, seed_ + part + number++);
}

// The comparison itself: a model that is wrong by one in one weight must be caught.
TEST(NginxPickCanary, AWrongWeightIsNoticed) {
  rig::Backends backends;
  backends.add_many(3);
  RandomUpstream upstream;
  upstream.name = "app";
  for (const char* options : {"weight=3", "weight=4", "weight=5"})
    upstream.servers.push_back({upstream.servers.size(), options});
  auto running = start({upstream}, backends, 1);
  ASSERT_TRUE(running) << running.error();
  const auto reading = read_config(running->nginx->config_text());
  model::Pool wrong = *reading.config.pool("app");
  wrong.servers[1].weight.value = 5;
  Predicted predicted(reading.config, wrong);
  Asker asker(*running, upstream, 0);
  std::size_t differences = 0;
  for (int pick = 0; pick < 100; ++pick) {
    const auto actual = asker.ask({});
    ASSERT_TRUE(actual) << actual.error();
    const auto& dispatch = predicted.dispatch({});
    if (!same(expected_chain(wrong, dispatch), *actual, dispatch, upstream.name)) ++differences;
  }
  EXPECT_GT(differences, 10U);
}

INSTANTIATE_TEST_SUITE_P(Shard, NginxPick, testing::Range(0, 6));

}  // namespace
}  // namespace ek::differential::nginx
