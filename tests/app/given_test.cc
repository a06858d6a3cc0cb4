// What the picks of simulate rest on, beside what predict says of the same pool.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"

namespace ek::tests {
namespace {

const std::string head =
    "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n";
const std::string servers = " server a 127.0.0.1:1\n server b 127.0.0.1:2\n server c 127.0.0.1:3\n";

TEST(Given, simulate_is_no_surer_of_picks_than_predict) {
  rig::TempDir folder;
  const std::string requests =
      folder.write("r.jsonl", "{\"src\":\"10.0.0.1\"}\n{\"path\":\"/a\"}\n");
  std::size_t unsure = 0;
  for (const char* version : {"2.6.12", "3.0.0", "3.2.0", "3.3.0", "3.3.1", "3.4.0"})
    for (const char* threads : {"", "global\n nbthread 1\n", "global\n nbthread 4\n"})
      for (const char* balance : {"roundrobin", "random", "random(1)", "random(20000)", "leastconn",
                                  "first", "source", "uri", "hash path,map(/x)"}) {
        const std::string file = folder.write(
            "c.cfg", threads + head + "backend app\n balance " + balance + "\n" + servers);
        const Answer told = run_evenkeel({"predict", file, "--lb-version", version});
        const Answer simulated = run_evenkeel(
            {"simulate", file, "--lb-version", version, "--requests", requests, "--summary"});
        if (simulated.exit_code != 0) continue;
        const bool sure =
            contains(told.out, "exact, pick for pick") || contains(told.out, "exact, given");
        unsure += sure ? 0 : 1;
        EXPECT_EQ(contains(simulated.out, "picks exact"), sure)
            << version << " " << balance << threads << told.out << simulated.out;
        EXPECT_EQ(contains(simulated.out, "picks exact, given"), contains(told.out, "exact, given"))
            << version << " " << balance << threads << told.out << simulated.out;
      }
  EXPECT_GT(unsure, 10u);
}

TEST(Given, answers_that_are_tried_again) {
  rig::TempDir folder;
  const std::string requests = folder.write("r.jsonl", "{}\n");
  const auto say = [&](const std::string& lines) {
    const std::string file = folder.write("c.cfg", head + "backend app\n" + lines + servers);
    const std::string words =
        "given no request that is tried again for its answer (retry-on, line ";
    const bool told = contains(run_evenkeel({"predict", file}).out, "exact, " + words);
    const Answer simulated = run_evenkeel({"simulate", file, "--requests", requests, "--summary"});
    EXPECT_EQ(contains(simulated.out, "picks exact, " + words), told) << lines << simulated.out;
    return told;
  };
  EXPECT_TRUE(say(" retry-on 503\n option redispatch\n"));
  EXPECT_TRUE(say(" retry-on conn-failure all-retryable-errors\n option redispatch 2\n"));
  EXPECT_FALSE(say(" retry-on 503\n"));
  EXPECT_FALSE(say(" retry-on 503\n option redispatch\n retries 0\n"));
  EXPECT_FALSE(say(" retry-on conn-failure\n option redispatch\n"));
  EXPECT_FALSE(say(" retry-on 503\n option redispatch\n mode tcp\n"));
}

TEST(Given, clients_that_are_accepted_as_they_come) {
  rig::TempDir folder;
  std::string lines;
  for (int i = 0; i < 6; ++i)
    lines += fmt::format("{{\"t\":{},\"service_ms\":{}}}\n", i, i < 4 ? 10000 : 5500);
  const std::string requests = folder.write("r.jsonl", lines);
  const auto say = [&](const std::string& front, const std::string& global = "") {
    const std::string file =
        folder.write("c.cfg", global + head + "frontend fe\n bind :80\n" + front +
                                  " default_backend app\nbackend app\n" + servers);
    return run_evenkeel({"simulate", file, "--requests", requests, "--summary"}).out;
  };
  const std::string words = "given clients that are accepted as they come: 6 at once, and ";
  const std::string low = say(" maxconn 5\n");
  EXPECT_TRUE(contains(low, words + "maxconn 5 of frontend fe (line 8) is not applied")) << low;
  EXPECT_FALSE(contains(say(" maxconn 6\n"), "accepted as they come"));
  EXPECT_TRUE(contains(say("", "global\n maxconn 5\n"), words + "global maxconn 5 (line 2)"));
  EXPECT_FALSE(contains(say(""), "accepted as they come"));
}

}  // namespace
}  // namespace ek::tests
