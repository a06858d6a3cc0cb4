// What stands before the servers: connection limits, health checks that elect one, rules that
// answer. And pools in which one server takes everything.
#include <gtest/gtest.h>

#include "forecast.h"

namespace ek::predict {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string www(const std::string& global, const std::string& frontend) {
  return "global\n" + global + "defaults\n mode http\nfrontend www\n bind :80\n" + frontend +
         " default_backend app\nbackend app\n server a 10.0.0.1:80 check\n";
}

// Verified against a running HAProxy 2.6: with maxconn 20 its servers saw 20 at once, whatever
// came.
constexpr const char* busy = "[workload]\nrate = \"900/s\"\nservice_time = \"100ms\"\n";

TEST(Connections, TheProcessHoldsSoMany) {
  const std::string said = notes_of(Forecast(www(" maxconn 20\n", ""), busy));
  EXPECT_TRUE(has(said,
                  "global maxconn 20 is too low: 900/s of 100ms each keep 90 connections "
                  "busy, so no more than 200/s get through"))
      << said;
  EXPECT_EQ(notes_of(Forecast(www(" maxconn 91\n", ""), busy)), "");
  EXPECT_EQ(notes_of(Forecast(www("", ""), busy)), "") << "the default follows from ulimit -n";
  EXPECT_EQ(notes_of(Forecast(www(" maxconn 20\n", ""))), "") << "no rate, no figure";
}

// Three connections before four places never wait for a server: held against a running HAProxy 2.6,
// which let 14.6 requests a second of 200 ms through a maxconn of 3.
TEST(Connections, ALimitLetsNoQueueGrowBehindIt) {
  const auto said = [](int maxconn, const char* rate) {
    return notes_of(Forecast(
        "defaults\n mode http\nfrontend www\n bind :80\n maxconn " + std::to_string(maxconn) +
            "\n default_backend app\nbackend app\n balance roundrobin\n"
            " server a 10.0.0.1:80 check maxconn 2\n"
            " server b 10.0.0.2:80 check maxconn 2\n",
        std::string("[workload]\nrate = \"") + rate + "\"\nservice_time = \"200ms\"\n"));
  };
  EXPECT_TRUE(has(said(3, "15/s"), "no more than 15/s get through")) << said(3, "15/s");
  EXPECT_FALSE(has(said(4, "15/s"), "is too low")) << said(4, "15/s");
  EXPECT_TRUE(has(said(2, "15/s"), "no more than 10/s get through")) << said(2, "15/s");
}

TEST(Connections, TheTighterLimitOfAListenerCounts) {
  EXPECT_TRUE(has(notes_of(Forecast(www(" maxconn 2000\n", " maxconn 50\n"), busy)),
                  "maxconn 50 of frontend www is too low"));
  EXPECT_TRUE(has(notes_of(Forecast(www(" maxconn 20\n", " maxconn 50\n"), busy)),
                  "global maxconn 20 is too low"));
  EXPECT_FALSE(has(notes_of(Forecast(www(" maxconn 20\n", " maxconn 50\n"), busy)), "frontend"))
      << "it has no effect under the lower one";
}

TEST(Connections, APoolOfTwoListenersCountsForTheProcessAlone) {
  const std::string config =
      "defaults\n mode http\n maxconn 50\nfrontend one\n bind :80\n default_backend app\n"
      "frontend two\n bind :81\n default_backend app\nbackend app\n server a 10.0.0.1:80 check\n";
  EXPECT_EQ(notes_of(Forecast(config, busy)), "") << "how the rate divides is not known";
  EXPECT_TRUE(has(notes_of(Forecast("global\n maxconn 80\n" + config, busy)), "global maxconn 80"));
}

TEST(Elected, OneServerAloneWouldGetAll) {
  const std::string config =
      "listen db\n mode tcp\n bind :1\n option httpchk GET /primary\n"
      " server a 10.0.0.1:1 check\n server b 10.0.0.2:1 check\n";
  const Forecast forecast(
      config, "[pool.db]\nrate = \"600/s\"\n[pool.db.server.\"*\"]\ncapacity = \"400/s\"\n");
  EXPECT_EQ(forecast.pool().grade.exactness, Exactness::exact_given);
  EXPECT_TRUE(has(forecast.pool().grade.reason, "every server passing its health check"));
  EXPECT_TRUE(has(notes_of(forecast),
                  "If one server alone passes its health check, it gets all 600/s: that is "
                  "150.0 % of the 400/s that a can carry."))
      << notes_of(forecast);
  EXPECT_FALSE(has(notes_of(Forecast(config)), "one server alone"));
}

TEST(OwnAnswers, ARuleThatAnswersEverythingLeavesNothingForTheServers) {
  const Forecast forecast(
      "defaults\n mode http\nbackend app\n http-request deny\n server a 10.0.0.1:80 check\n");
  EXPECT_EQ(notes_of(forecast), "Line 4 answers every request itself: no server gets any.\n");
}

// Nothing is left to decide, so nothing needs to be simulated.
TEST(UnderLoad, OneServerTakesEverythingWhateverTheAlgorithm) {
  const std::string policy =
      "[pool.pg]\nrate = \"500/s\"\nsurvive = 1\n[pool.pg.server.\"*\"]\ncapacity = \"800/s\"\n";
  for (const char* algorithm : {"first", "leastconn", "random"}) {
    const Forecast forecast("listen pg\n mode tcp\n bind :1\n balance " + std::string(algorithm) +
                                "\n server a 10.0.0.1:1 check\n server b 10.0.0.2:1 check backup\n",
                            policy);
    EXPECT_TRUE(forecast.pool().load_told) << algorithm;
    ASSERT_TRUE(forecast.server(0).utilisation) << algorithm;
    EXPECT_DOUBLE_EQ(*forecast.server(0).utilisation, 0.625);
    ASSERT_TRUE(forecast.loss_of(0).worst);
    EXPECT_DOUBLE_EQ(*forecast.loss_of(0).worst->utilisation, 0.625);
  }
}

// Of two backups that share, nobody knows without a simulation how.
TEST(UnderLoad, SeveralBackupsBehindOneServerAreSimulated) {
  const std::string config =
      "backend app\n balance first\n option allbackups\n server a 10.0.0.1:1 check\n"
      " server b 10.0.0.2:1 check backup maxconn 10\n server c 10.0.0.3:1 check backup maxconn "
      "10\n";
  EXPECT_FALSE(Forecast(config, "[workload]\nrate = \"150/s\"\n").pool().load_told);
  const Forecast known(config, "[workload]\nrate = \"150/s\"\nservice_time = \"100ms\"\n");
  ASSERT_TRUE(known.loss_of(0).worst);
  EXPECT_GT(known.loss_of(0).worst->share, 0.5);
  EXPECT_LT(known.loss_of(0).worst->share, 0.9) << "the first one is full at times";
}

}  // namespace
}  // namespace ek::predict
