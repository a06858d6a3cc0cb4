// The engine around the algorithms: intent, capacity, waiting, losses. Figures are derived beside
// them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "forecast.h"

namespace ek::predict {
namespace {

std::string backend(std::string_view lines) {
  return "defaults\n  mode http\nbackend app\n  balance roundrobin\n" + std::string(lines);
}

TEST(Forecast, without_a_policy_even_is_intended) {
  const Forecast forecast(backend("  server a 127.0.0.1:1 weight 3\n  server b 127.0.0.1:2\n"));
  EXPECT_EQ(forecast.pool().intended_by, IntendedBy::even);
  EXPECT_DOUBLE_EQ(forecast.server(0).intended, 0.5);
  EXPECT_DOUBLE_EQ(forecast.server(0).share, 0.75);
  EXPECT_FALSE(forecast.server(0).load.has_value());  // unknown, not zero
}

TEST(Forecast, weights_on_every_server_are_taken_as_meant) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1 weight 3\n  server b 127.0.0.1:2 weight 1\n"));
  EXPECT_EQ(forecast.pool().intended_by, IntendedBy::weights);
  EXPECT_DOUBLE_EQ(forecast.server(0).intended, 0.75);
}

TEST(Forecast, the_policy_states_the_intent) {
  const auto text = backend("  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n");
  const Forecast listed(text, "[pool.app]\nintent = { a = 0.9, b = 0.1 }\n");
  EXPECT_DOUBLE_EQ(listed.server(0).intended, 0.9);
  const Forecast by_capacity(text,
                             "[pool.app]\nintent = \"capacity\"\n[pool.app.server.a]\ncapacity = "
                             "\"300/s\"\n[pool.app.server.b]\ncapacity = \"100/s\"\n");
  EXPECT_DOUBLE_EQ(by_capacity.server(0).intended, 0.75);
  EXPECT_EQ(by_capacity.pool().intended_by, IntendedBy::policy);
}

TEST(Forecast, overload_is_a_backlog_that_grows) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n"),
      "[workload]\nrate = \"900/s\"\nservice_time = \"2ms\"\n"
      "[pool.app.server.a]\ncapacity = \"300/s\"\n[pool.app.server.b]\ncapacity = \"900/s\"\n");
  EXPECT_DOUBLE_EQ(*forecast.server(0).utilisation, 1.5);
  EXPECT_DOUBLE_EQ(*forecast.server(0).backlog_per_s, 150);
  EXPECT_EQ(forecast.server(0).formula, Formula::fluid_backlog);
}

// By Erlang's C at u = 0.5: 1/2 of one place's arrivals wait, 1/3 of two places'.
TEST(Forecast, a_stated_capacity_is_as_many_places_as_service_times_fit_in) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n  server c 127.0.0.1:3\n"),
      "[workload]\nrate = \"1500/s\"\nservice_time = \"2ms\"\n"
      "[pool.app.server.a]\ncapacity = \"1000/s\"\n[pool.app.server.b]\ncapacity = \"900/s\"\n"
      "[pool.app.server.c]\nconcurrency = 2\n");
  const double wait_of_two = 1.0 / 3 / 500;
  EXPECT_EQ(forecast.server(0).formula, Formula::erlang_c);
  EXPECT_NEAR(*forecast.server(0).response_s, 0.002 + wait_of_two, 1e-12);
  EXPECT_NEAR(*forecast.server(2).response_s, 0.002 + wait_of_two, 1e-12);
  EXPECT_GT(*forecast.server(1).response_s, *forecast.server(0).response_s);
}

// A capacity of less than one request a service time says how long one takes: 1 / capacity.
TEST(Forecast, a_capacity_below_one_place_is_shared) {
  const Forecast forecast(backend("  server a 127.0.0.1:1\n"),
                          "[workload]\nrate = \"200/s\"\nservice_time = \"2ms\"\n"
                          "[pool.app.server.a]\ncapacity = \"400/s\"\n");
  EXPECT_EQ(forecast.server(0).formula, Formula::processor_sharing);
  EXPECT_NEAR(*forecast.server(0).response_s, 1 / 400.0 / (1 - 0.5), 1e-12);
}

Forecast of_capacity(const char* rate, const std::string& capacity, const char* service) {
  return Forecast(backend("  server a 127.0.0.1:1\n"),
                  fmt::format("[workload]\nrate = \"{}\"\nservice_time = \"{}\"\n"
                              "[pool.app.server.a]\n{}\n",
                              rate, service, capacity));
}

// The two formulas meet where there is one place; more places or less load wait less.
TEST(Forecast, the_response_goes_from_formula_to_formula_without_a_jump) {
  const auto response = [](double per_s) {
    const std::string capacity = fmt::format("capacity = \"{:.9f}/s\"", per_s);
    const Forecast forecast = of_capacity("4/s", capacity, "100ms");
    return *forecast.server(0).response_s;
  };
  EXPECT_NEAR(response(5), 1.0, 1e-9) << "200 ms each, four fifths used";
  EXPECT_NEAR(response(10 - 1e-7), response(10), 1e-6);
  for (double per_s = 4.5; per_s < 40; per_s += 0.25)
    EXPECT_GT(response(per_s), response(per_s + 0.25)) << per_s;
  EXPECT_NEAR(response(1000), 0.1, 1e-6);
}

// As many places as Erlang's recursion goes, and one more: the limit of many servers takes over.
TEST(Forecast, the_wait_of_very_many_places_goes_on_without_a_jump) {
  for (const char* rate : {"900000/s", "990000/s", "999000/s"}) {
    const auto waits = [&](const char* places) {
      const Forecast forecast = of_capacity(rate, std::string("concurrency = ") + places, "100ms");
      EXPECT_EQ(forecast.server(0).formula, Formula::erlang_c);
      return *forecast.server(0).response_s - 0.1;
    };
    const double recursion = waits("100000"), limit = waits("100001");
    EXPECT_NEAR(limit, recursion, recursion * 0.03 + 1e-12) << rate;
  }
}

TEST(Forecast, without_a_service_time_no_response_time_is_invented) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1\n"),
      "[workload]\nrate = \"450/s\"\n[pool.app.server.a]\ncapacity = \"900/s\"\n");
  EXPECT_DOUBLE_EQ(*forecast.server(0).utilisation, 0.5);
  EXPECT_FALSE(forecast.server(0).response_s.has_value());
  EXPECT_EQ(forecast.server(0).formula, Formula::none);
}

TEST(Forecast, an_intent_by_capacity_waits_until_every_capacity_is_known) {
  const auto text = backend("  server a 127.0.0.1:1 check\n  server b 127.0.0.1:2 check\n");
  const std::string intent = "[pool.app]\nintent = \"capacity\"\n";
  const Forecast none(text, intent);
  EXPECT_EQ(none.pool().intended_by, IntendedBy::even);
  EXPECT_NE(notes_of(none).find("the capacity of a and b is not known"), std::string::npos);
  const Forecast one(text, intent + "[pool.app.server.a]\ncapacity = \"300/s\"\n");
  EXPECT_EQ(one.pool().intended_by, IntendedBy::even);
  EXPECT_DOUBLE_EQ(one.server(1).intended, 0.5);  // never 0: nobody said so
  EXPECT_NE(notes_of(one).find("the capacity of b is not known"), std::string::npos);
  const Forecast both(text, intent + "[pool.app.server.\"*\"]\ncapacity = \"300/s\"\n");
  EXPECT_EQ(both.pool().intended_by, IntendedBy::policy);
  EXPECT_EQ(notes_of(both), "");
}

// A backup takes nothing now: its capacity may stay open.
TEST(Forecast, an_intent_by_capacity_asks_only_those_that_take_traffic) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1\n  server b 127.0.0.1:2 backup\n"),
      "[pool.app]\nintent = \"capacity\"\n[pool.app.server.a]\ncapacity = \"300/s\"\n");
  EXPECT_EQ(forecast.pool().intended_by, IntendedBy::policy);
}

TEST(Forecast, a_name_in_the_intent_that_no_server_has_is_noted) {
  const Forecast forecast(backend("  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n"),
                          "[pool.app]\nintent = { a = 0.5, c = 0.5 }\n");
  EXPECT_NE(notes_of(forecast).find("gives shares to c, and app has no such server"),
            std::string::npos);
}

TEST(Forecast, servers_at_one_address_are_noted_as_one_machine) {
  const Forecast forecast(
      backend("  default-server check\n"
              "  server a 10.0.0.1:80\n  server b 10.0.0.2:80\n  server c 10.0.0.1:80\n"
              "  server d 10.0.0.1:81\n  server e n.example:80\n  server f n.example:80\n"
              "  server g 10.0.0.1:80 backup\n"));
  EXPECT_EQ(notes_of(forecast),
            "a and c are one machine, 10.0.0.1:80: it gets 33.3 % in all, and its load is the sum "
            "of theirs.\n");
}

TEST(Forecast, maxconn_and_service_time_make_a_capacity_and_erlangs_formula_the_waiting) {
  // One place, M/M/1: E[T] = S / (1 - u). 5/s of 100 ms each is u = 0.5, so 200 ms.
  const Forecast one(backend("  server a 127.0.0.1:1 maxconn 1\n"),
                     "[workload]\nrate = \"5/s\"\nservice_time = \"100ms\"\n");
  EXPECT_EQ(one.server(0).capacity_from, CapacityFrom::maxconn);
  EXPECT_DOUBLE_EQ(*one.server(0).capacity, 10);
  EXPECT_EQ(one.server(0).formula, Formula::erlang_c);
  EXPECT_NEAR(*one.server(0).response_s, 0.2, 1e-12);
  // Two places, offered load 1: C(2,1) = 1/3, so the wait is (1/3) / (20 - 10) s.
  const Forecast two(backend("  server a 127.0.0.1:1 maxconn 2\n"),
                     "[workload]\nrate = \"10/s\"\nservice_time = \"100ms\"\n");
  EXPECT_NEAR(*two.server(0).response_s, 0.1 + 1.0 / 30, 1e-12);
}

TEST(Forecast, the_rate_of_the_workload_is_not_given_to_two_pools) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1\nbackend other\n  server b 127.0.0.1:2\n"),
      "[workload]\nrate = \"900/s\"\n");
  EXPECT_FALSE(forecast.pool().rate.has_value());
  EXPECT_EQ(forecast.pool().rate_undivided_over, 2u);
}

TEST(Forecast, losing_one_of_three_weighs_on_the_others) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1 weight 2\n  server b 127.0.0.1:2 weight 1\n"
              "  server c 127.0.0.1:3 weight 1\n"));
  const Loss& a = forecast.loss_of(0);
  ASSERT_EQ(a.survivors.size(), 2u);
  EXPECT_DOUBLE_EQ(a.worst->share, 0.5);
  const Loss& b = forecast.loss_of(1);
  EXPECT_EQ(b.worst->server, 0u);
  EXPECT_NEAR(b.worst->share, 2.0 / 3, 1e-12);
}

TEST(Forecast, losing_the_last_active_server_brings_the_first_backup) {
  const Forecast forecast(
      backend("  server a 127.0.0.1:1\n  server b 127.0.0.1:2 backup\n"
              "  server c 127.0.0.1:3 backup\n"));
  EXPECT_EQ(forecast.loss_of(0).worst->server, 1u);
  EXPECT_DOUBLE_EQ(forecast.loss_of(0).worst->share, 1);
  EXPECT_EQ(forecast.loss_of(1).worst->server, 0u);  // a backup's loss moves nothing
}

TEST(Forecast, nobody_left_is_the_worst_loss_of_all) {
  const Forecast forecast(backend("  server a 127.0.0.1:1\n"));
  ASSERT_EQ(forecast.pool().losses.size(), 1u);
  EXPECT_FALSE(forecast.pool().losses[0].worst.has_value());
}

TEST(Forecast, a_zone_is_lost_as_a_whole) {
  const Forecast forecast(backend("  server a1 127.0.0.1:1\n  server a2 127.0.0.1:2\n"
                                  "  server b1 127.0.0.1:3\n"),
                          "[pool.app.server.\"a*\"]\nzone = \"a\"\n");
  const auto& losses = forecast.pool().losses;
  const auto zone = std::ranges::find(losses, LossKind::zone, &Loss::kind);
  ASSERT_NE(zone, losses.end());
  EXPECT_EQ(zone->lost, (std::vector<ServerIndex>{0, 1}));
  EXPECT_DOUBLE_EQ(zone->worst->share, 1);
}

// The worst pair by trying every pair, against what the forecast says.
double worst_pair_by_trying_all(const std::vector<double>& weights,
                                const std::vector<double>& capacities, double rate) {
  double worst = 0, total = 0;
  for (const double weight : weights) total += weight;
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (std::size_t j = i + 1; j < weights.size(); ++j)
      for (std::size_t s = 0; s < weights.size(); ++s)
        if (s != i && s != j)
          worst = std::max(worst,
                           weights[s] / (total - weights[i] - weights[j]) * rate / capacities[s]);
  return worst;
}

TEST(Forecast, survive_2_names_the_worst_two_servers) {
  const std::vector<double> weights{5, 9, 2, 7, 4, 7}, capacities{100, 300, 30, 150, 90, 500};
  std::string servers, policy = "[workload]\nrate = \"300/s\"\n[pool.app]\nsurvive = 2\n";
  for (std::size_t i = 0; i < weights.size(); ++i) {
    servers += "  server s" + std::to_string(i) + " 127.0.0.1:" + std::to_string(i + 1) +
               " weight " + std::to_string(int(weights[i])) + "\n";
    policy += "[pool.app.server.s" + std::to_string(i) + "]\ncapacity = \"" +
              std::to_string(int(capacities[i])) + "/s\"\n";
  }
  for (const std::string algorithm : {"roundrobin", "uri\n  hash-type consistent"}) {
    const Forecast forecast(
        "defaults\n  mode http\nbackend app\n  balance " + algorithm + "\n" + servers, policy);
    const auto& losses = forecast.pool().losses;
    const auto worst = std::ranges::find(losses, LossKind::worst, &Loss::kind);
    ASSERT_NE(worst, losses.end());
    EXPECT_EQ(worst->lost.size(), 2u);
    if (algorithm == "roundrobin") {
      EXPECT_NEAR(*worst->worst->utilisation, worst_pair_by_trying_all(weights, capacities, 300),
                  1e-9);
    }
    EXPECT_EQ(&losses.front(), &*worst);  // worse than any single loss, so first
  }
}

TEST(Forecast, one_pool_alone_when_asked) {
  const auto text = backend("  server a 127.0.0.1:1\nbackend other\n  server b 127.0.0.1:2\n");
  EXPECT_EQ(Forecast(text, "", {.only_pool = "other"}).pool().pool->name, "other");
}

}  // namespace
}  // namespace ek::predict
