// What the user knows and the configuration does not say: servers that are down, names that nothing
// uses, requests whose times are missing.
#include <gtest/gtest.h>

#include <string_view>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"
#include "support/schema.h"

namespace ek::tests {
namespace {

constexpr const char* farm = R"(defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind :8080
  default_backend app
backend app
  server web1 10.0.0.1:80 check
  server web2 10.0.0.2:80 check
  server web3 10.0.0.3:80 track hc/web3
backend hc
  server web3 10.0.0.3:80 check
)";

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Down, AServerThatThePolicyCallsDownTakesNothing) {
  const rig::TempDir folder;
  const auto file = folder.write("h.cfg", farm);
  folder.write("evenkeel.toml", "[pool.app.server.web2]\ndown = true\n");
  const Answer text = run_evenkeel({"predict", file, "--pool", "app"});
  EXPECT_TRUE(contains(text.out, "Taken as down, as you say: web2.")) << text.out << text.err;
  EXPECT_TRUE(contains(text.out, "50.0 %")) << text.out;
  const Answer json = run_evenkeel({"predict", file, "--format", "json"});
  EXPECT_TRUE(contains(json.out, "\"down\":true")) << json.out;
  EXPECT_EQ(schema_violation(json.out, "predict"), "");
  const Answer picks = run_evenkeel(
      {"simulate", file, "--pool", "app", "--requests", folder.write("r", "{}\n{}\n{}\n")});
  EXPECT_EQ(picks.out, "web1\nweb3\nweb1\n") << picks.err;
}

TEST(Down, ThePolicySaysHowManyWorkersAutoMeans) {
  const rig::TempDir folder;
  folder.write("evenkeel.toml",
               "[program]\nworker_processes = 2\n"
               "[workload]\nrate = \"60/s\"\nservice_time = \"60ms\"\n");
  const auto with = [&](const std::string& workers) {
    return folder.write("n.conf", workers +
                                      "events { }\nhttp { upstream u {\n"
                                      "server 127.0.0.1:1 max_conns=2;\n"
                                      "server 127.0.0.1:2 max_conns=2;\n} }\n");
  };
  const Answer text = run_evenkeel({"predict", with("worker_processes auto;\n")});
  EXPECT_TRUE(contains(text.out, "7.5 % of the requests (4.5/s)")) << text.out << text.err;
  EXPECT_TRUE(contains(text.out, "evenly among the workers, which it need not; 27.1 %"))
      << text.out;
  const Answer json = run_evenkeel({"predict", with("worker_processes auto;\n"), "--format=json"});
  EXPECT_TRUE(contains(json.out, "\"share_if_one_worker\":0.27")) << json.out;
  EXPECT_EQ(schema_violation(json.out, "predict"), "");
  const Answer stated = run_evenkeel({"predict", with("worker_processes 1;\n")});
  EXPECT_TRUE(contains(stated.err, "worker_processes = 2 is not used")) << stated.err;
}

// What nginx's plain hash does to the keys of a lost server hangs on their length.
TEST(Down, LossesOfAPlainHashAreGradedApart) {
  const rig::TempDir folder;
  const auto file = folder.write(
      "n.conf",
      "events { }\nhttp { upstream u { hash $arg_id; server 10.0.0.1; server 10.0.0.2 weight=3;\n"
      "server 10.0.0.3; server 10.0.0.4 weight=2; server 10.0.0.5; } }\n");
  const Answer json = run_evenkeel({"predict", file, "--format", "json"});
  EXPECT_TRUE(contains(json.out, "\"exactness\":\"exact\"")) << json.out;
  EXPECT_TRUE(contains(json.out, "\"losses_exactness\":\"approximate\"")) << json.out;
  EXPECT_EQ(schema_violation(json.out, "predict"), "");
  const Answer down = run_evenkeel({"predict", file, "--down", "10.0.0.2:80"});
  EXPECT_TRUE(contains(down.out, "approximate: with a server down")) << down.out;
  folder.write("evenkeel.toml",
               "[pool.u]\nrate = \"100/s\"\nsurvive = 1\n"
               "[pool.u.server.\"*\"]\ncapacity = \"55/s\"\n");
  const Answer check = run_evenkeel({"check", file});
  EXPECT_TRUE(contains(check.out, "whether u survives the loss of 1 server cannot be told"))
      << check.out;
}

TEST(Down, TheCommandLineNamesServersToo) {
  const rig::TempDir folder;
  const auto file = folder.write("h.cfg", farm);
  const Answer tracked = run_evenkeel({"predict", file, "--pool", "app", "--down", "hc/web3"});
  EXPECT_TRUE(contains(tracked.out, "Taken as down, as you say: web3.")) << tracked.out;
  const Answer all =
      run_evenkeel({"check", file, "--down", "web1", "--down", "web2", "--down", "app/web3"});
  EXPECT_EQ(all.exit_code, 1) << all.err;
  EXPECT_TRUE(contains(all.out, "no server of app can take a request")) << all.out;
  EXPECT_TRUE(contains(all.out, "all its servers are down, as you say")) << all.out;
}

TEST(Down, ANameThatIsNoneIsAnErrorWithWhatWasMeant) {
  const rig::TempDir folder;
  const auto file = folder.write("h.cfg", farm);
  const Answer none = run_evenkeel({"predict", file, "--down", "app/wbe3"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_TRUE(contains(none.err, "did you mean app/web3?")) << none.err;
  const Answer two = run_evenkeel({"check", file, "--down", "web3"});
  EXPECT_EQ(two.exit_code, 2);
  EXPECT_TRUE(contains(two.err, "means 2 servers; write --down app/web3")) << two.err;
  folder.write("evenkeel.toml", "[pool.app.server.web7]\ndown = true\n");
  const Answer unmatched = run_evenkeel({"predict", file});
  EXPECT_TRUE(contains(unmatched.err, "evenkeel.toml:1")) << unmatched.err;
  EXPECT_TRUE(contains(unmatched.err, "this entry matches nothing")) << unmatched.err;
  folder.write("evenkeel.toml", "[pool.app.server.web2]\ndown = 1\n");
  const Answer wrong = run_evenkeel({"predict", file});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_TRUE(contains(wrong.err, "down must be true or false, not 1")) << wrong.err;
}

TEST(Down, AddressesOfANameThatNothingUsesAreNamed) {
  const rig::TempDir folder;
  const auto file = folder.write(
      "h.cfg", std::string(farm) + "backend named\n  server n app.example.com:80 check\n");
  folder.write("evenkeel.toml",
               "[resolve]\n\"ap.example.com\" = [\"10.0.0.9\"]\n\"app.example.com\" = "
               "[\"10.0.0.8\"]\n");
  const Answer answer = run_evenkeel({"predict", file});
  EXPECT_TRUE(contains(answer.err, "evenkeel.toml:2")) << answer.err;
  EXPECT_TRUE(contains(answer.err, "no server here has the name ap.example.com")) << answer.err;
  EXPECT_TRUE(contains(answer.err, "did you mean app.example.com?")) << answer.err;
  EXPECT_FALSE(contains(answer.err, "evenkeel.toml:3")) << answer.err;
  const Answer option = run_evenkeel({"predict", file, "--resolve", "apq.example.com=10.0.0.7"});
  EXPECT_TRUE(contains(option.err, "(did you mean app.example.com?)")) << option.err;
}

TEST(Down, RequestsThatDoNotSayWhatDecidesAreRefused) {
  const rig::TempDir folder;
  const auto file = folder.write("h.cfg", R"(defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen app
  bind :8080
  balance roundrobin
  stick-table type ip size 2
  stick on src
  cookie C insert maxidle 1h
  server a 10.0.0.1:80 check cookie a
  server b 10.0.0.2:80 check cookie b
)");
  const auto simulate = [&](const std::string& requests) {
    return run_evenkeel({"simulate", file, "--requests", folder.write("r.jsonl", requests)});
  };
  const std::string three =
      "{\"src\":\"10.1.0.1\"}\n{\"src\":\"10.1.0.2\"}\n{\"src\":\"10.1.0.3\"}\n";
  const Answer full = simulate(three);
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_TRUE(contains(full.err, "the stick table of 2 entries is full")) << full.err;
  const Answer dated = simulate("{\"cookies\":{\"C\":\"b|AbCdE\"}}\n");
  EXPECT_EQ(dated.exit_code, 2);
  EXPECT_TRUE(contains(dated.err, "in seconds since 1970")) << dated.err;
  // "AbCdE" is a day of 1974.
  const Answer timed = simulate("{\"t\":1764000000,\"cookies\":{\"C\":\"b|AbCdE\"}}\n");
  EXPECT_EQ(timed.out, "a\n") << timed.err;
  const Answer plain = simulate("{\"cookies\":{\"C\":\"b\"}}\n");
  EXPECT_EQ(plain.out, "b\n") << plain.err;
}

}  // namespace
}  // namespace ek::tests
