// A slip on the command line is named, with what was probably meant.
#include <gtest/gtest.h>

#include <algorithm>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"
#include "support/schema.h"

namespace ek::tests {
namespace {

constexpr const char* two_pools = R"(defaults
  mode http
frontend www
  bind :8080
  use_backend api if { path_beg /api }
  default_backend shop
backend shop
  server s1 10.0.0.1:80
  server s2 10.0.0.2:80
backend api
  server a1 10.0.1.1:80
)";

// Exit code 2, nothing on standard output, and each of these parts in the sentence.
void refused(const std::vector<std::string>& call, const std::vector<std::string_view>& parts) {
  const Answer answer = run_evenkeel(call);
  EXPECT_EQ(answer.exit_code, 2) << answer.err;
  EXPECT_EQ(answer.out, "");
  for (const std::string_view part : parts) EXPECT_TRUE(contains(answer.err, part)) << answer.err;
}

TEST(AppWords, unknown_commands) {
  refused({"chekc"}, {"no command chekc", "did you mean check?"});
  refused({"help"}, {"no command help", "did you mean --help?"});
  refused({"version"}, {"did you mean --version?"});
  refused({"frobnicate"}, {"no command frobnicate", "predict"});
}

TEST(AppWords, unknown_options_and_values) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", two_pools);
  refused({"check", "--polcy", "x.toml", file}, {"--polcy", "did you mean --policy?"});
  refused({"check", "--fail-on", "warn", file}, {"warn", "did you mean warning?"});
  refused({"predict", "--format", "jsn", file}, {"jsn", "did you mean json?"});
  refused({"check", "--only", "shre-skew", file}, {"did you mean share-skew?"});
  refused({"--verison"}, {"did you mean --version?"});
}

TEST(AppWords, wrong_calls_speak_as_the_rest) {
  refused({"check"}, {"evenkeel: ", "name a configuration"});
  refused({"dump", "shop.cfg"}, {"evenkeel: ", "none of tree, model, source", "--help"});
  refused({"check", "-f", "a.cfg", "b.cfg"}, {"b.cfg stands without -f"});
}

TEST(AppWords, pools_by_name_and_by_pattern) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", two_pools);
  refused({"predict", "--pool", "shpo", file}, {"no pool shpo", "did you mean shop?", "api"});
  refused({"simulate", "--pool", "shpo", file}, {"did you mean shop?"});
  const Answer one = run_evenkeel({"predict", "--pool", "s*", file});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_TRUE(contains(one.out, "backend shop")) << one.out;
  EXPECT_FALSE(contains(one.out, "backend api")) << one.out;
}

// nginx keeps the upstreams of http and stream apart, so one name may mean two pools.
TEST(AppWords, a_name_of_two_pools_is_refused_with_both_places) {
  const rig::TempDir folder;
  const auto file = folder.write("n.conf", R"(events {}
http { upstream app { server 10.0.0.1; }
  server { listen 80; location / { proxy_pass http://app; } } }
stream { upstream app { server 10.0.0.9:90; }
  server { listen 90; proxy_pass app; } }
)");
  refused({"simulate", "--pool", "app", file}, {"2 pools", "n.conf:2", "n.conf:4"});
}

TEST(AppWords, versions_that_are_none) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", two_pools);
  for (const std::string version : {"2.6xyz", "2.6.", "2", "2.6.1.2", "v2.6"})
    refused({"check", "--lb-version", version, file}, {version, "write it as 2.6"});
  refused({"check", "--lb-version", "1.5", file}, {"older", "--lb-version 2.4"});
  refused({"check", "--lb-version", "9.9", file}, {"newer", "--lb-version 3.4"});
  for (const std::string version : {"2.6", "2.6.12-1+deb12u4", "3.3-dev5"})
    EXPECT_NE(run_evenkeel({"check", "--lb-version", version, file}).exit_code, 2) << version;
}

TEST(AppWords, calls_that_would_ignore_a_part) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", two_pools);
  const auto requests = folder.write("r.jsonl", "{}\n");
  refused({"simulate", file, "nosuch.cfg"}, {"one configuration"});
  refused({"check", "-f", "-", "-f", file}, {"standard input"});
  for (const std::string option : {"--count", "--rate", "--service-time"})
    refused({"simulate", file, "--pool", "shop", "--requests", requests, option, "3"},
            {option, "--requests"});
  refused({"dump", "tree", file, "--format", "json"}, {"only dump model"});
  refused({"dump", "source", file, "--format", "json"}, {"only dump model"});
}

TEST(AppWords, an_empty_value_is_no_absent_one) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", two_pools);
  for (const std::string option : {"--lb-version", "--policy", "--dialect", "--pool"})
    refused({"predict", file, option, ""}, {option, "the value is empty"});
  refused({}, {"name a command: check, predict"});
}

TEST(AppWords, files_that_are_not_one_configuration) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", two_pools);
  const auto other = folder.write("nginx.conf",
                                  "events {}\nhttp {\n  upstream app { server 10.0.0.1; }\n"
                                  "  server { location / { proxy_pass http://app; } }\n}\n");
  refused({"check", "-f", file, "-f", file}, {"a.cfg is given twice"});
  refused({"check", "-f", file, "-f", other}, {"nginx.conf looks like nginx"});
}

TEST(AppWords, what_there_is_stands_beside_what_there_is_not) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", two_pools);
  const auto requests = folder.write("r.jsonl", "\n");
  refused({"simulate", file, "--pool", "shop", "--rate", "9/s", "--service-time", "1ms", "--down",
           "nope"},
          {"pool shop has no server nope; it has s1 and s2"});
  refused({"simulate", file, "--pool", "shop", "--requests", requests},
          {"r.jsonl holds no requests", "\"path\":\"/\""});
}

// The policy lies beside the files of two programs.
TEST(AppWords, a_version_of_another_program_is_not_this_ones) {
  const rig::TempDir folder;
  const auto policy = folder.write("p.toml", "[program]\nversion = \"2.6.1\"\n");
  const auto haproxy = folder.write("a.cfg", two_pools);
  const auto nginx = folder.write(
      "nginx.conf", "events {}\nhttp { upstream app { server 10.0.0.1; server 10.0.0.2; } }\n");
  EXPECT_TRUE(contains(run_evenkeel({"predict", haproxy, "--policy", policy}).out,
                       "haproxy 2.6.1 · version from the policy file"));
  EXPECT_TRUE(contains(run_evenkeel({"predict", nginx, "--policy", policy}).out,
                       "nginx 1.22.1 · version assumed"));
}

TEST(AppWords, explain_says_what_to_do_before_the_examples) {
  const Answer answer = run_evenkeel({"explain", "share-skew"});
  EXPECT_LT(answer.out.find("## What to do"), answer.out.find("## Example"));
  EXPECT_TRUE(contains(answer.out, "```haproxy\n")) << "what a test asks of a block is no answer";
}

TEST(AppWords, explain_says_which_examples_are_reported) {
  const std::string page = run_evenkeel({"explain", "share-skew"}).out;
  EXPECT_TRUE(contains(page, "Reported:\n```haproxy\nbackend app\n"));
  EXPECT_TRUE(contains(page, "Not reported:\n```haproxy\n"));
  EXPECT_TRUE(contains(page, "more examples: --format json has the whole page"));
  EXPECT_LT(std::ranges::count(page, '\n'), 320);
}

TEST(AppWords, drawn_picks_are_not_called_exact) {
  const rig::TempDir folder;
  const auto file = folder.write(
      "n.conf",
      "events {}\nhttp { upstream app { random two; server 10.0.0.1; server 10.0.0.2; server "
      "10.0.0.3; } }\n");
  const Answer answer =
      run_evenkeel({"simulate", file, "--rate", "100/s", "--service-time", "1ms"});
  EXPECT_TRUE(contains(answer.out, "picks drawn at random")) << answer.out << answer.err;
  EXPECT_FALSE(contains(answer.out, "exact")) << answer.out;
}

TEST(AppWords, every_help_says_the_exit_codes) {
  for (const std::string command : {"check", "predict", "simulate", "coverage", "dump", "explain"})
    EXPECT_TRUE(contains(run_evenkeel({command, "--help"}).out, "Exit codes: 0")) << command;
  EXPECT_TRUE(contains(run_evenkeel({"--help"}).out, "Exit codes: 0"));
  EXPECT_TRUE(contains(run_evenkeel({"dump", "--help"}).out, "secrets included"));
}

TEST(AppWords, explain_json_follows_its_schema) {
  EXPECT_EQ(schema_violation(run_evenkeel({"explain", "--format", "json"}).out, "explain"), "");
  const Answer one = run_evenkeel({"explain", "--format", "json", "share-skew"});
  EXPECT_EQ(schema_violation(one.out, "explain"), "");
  EXPECT_TRUE(contains(one.out, "\"page\":")) << one.out;
}

// None of these lines speaks of a secret, and none is said to.
TEST(AppWords, nobody_is_suspected_of_a_secret_without_a_reason) {
  const rig::TempDir folder;
  const std::vector<std::pair<std::string, std::string>> files{
      {"haproxy", "defaults\n option forceclose\n"},
      {"haproxy", "backend b\n option httpchk GET /health a b c d\n server s 10.0.0.1:80 chck\n"},
      {"haproxy", "backend b\n {% for s in servers %}\n server s 10.0.0.1:80\n"},
      {"haproxy", std::string(300, '\0')},
      {"nginx", std::string(300, '\0')},
      {"nginx", "http {\n map $host $p {\n  a one two;\n b;\n }\n}\n"},
      {"nginx", "http {\n geo $x {\n 300.1.1.1 b c;\n 10.0.0.0/33 a\n }\n}\n"}};
  for (const auto& [dialect, text] : files) {
    const Answer answer =
        run_evenkeel({"check", "--dialect", dialect, folder.write("a.cfg", text)});
    EXPECT_EQ(answer.exit_code, 2) << answer.out;
    EXPECT_NE(answer.out.find("error: "), std::string::npos) << answer.out;
    EXPECT_EQ(answer.out.find("secret"), std::string::npos) << answer.out;
  }
}

}  // namespace
}  // namespace ek::tests
