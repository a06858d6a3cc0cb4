// What the user knows and the configuration does not say: servers that are down, names that nothing
// uses, requests whose times are missing.
#include <gtest/gtest.h>

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

TEST(Down, a_server_that_the_policy_calls_down_takes_nothing) {
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

TEST(Down, the_command_line_names_servers_too) {
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

TEST(Down, a_name_that_is_none_is_an_error_with_what_was_meant) {
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

TEST(Down, addresses_of_a_name_that_nothing_uses_are_named) {
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

TEST(Down, requests_that_do_not_say_what_decides_are_refused) {
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
