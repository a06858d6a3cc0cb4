// A configuration with errors would not start: every answer says so, and no count hides it.
#include <gtest/gtest.h>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"
#include "support/schema.h"

namespace ek::tests {
namespace {

constexpr const char* broken = R"(defaults
  mode http
frontend www
  bind :8080
  default_backend app
backend app
  balance roundrobbin
  server web1 127.0.0.1:8001 weight 300
  server web2 127.0.0.1:8002
)";

constexpr const char* sound = R"(defaults
  mode http
frontend www
  bind :8080
  default_backend app
backend app
  server web1 127.0.0.1:8001
  server web2 127.0.0.1:8002
)";

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of('\n');
  if (end == std::string::npos) return "";
  const auto begin = text.rfind('\n', end);
  return text.substr(begin + 1, end - begin);
}

std::string second_line(const std::string& text) {
  const auto begin = text.find('\n') + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(AppRefused, check_counts_what_reading_said) {
  const rig::TempDir folder;
  const Answer answer = run_evenkeel({"check", folder.write("a.cfg", broken)});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_TRUE(contains(answer.out, "reading: 2 errors")) << answer.out;
  EXPECT_TRUE(contains(last_line(answer.out), "haproxy would not start")) << answer.out;
  const Answer json = run_evenkeel({"check", "--format", "json", folder.file("a.cfg")});
  EXPECT_EQ(schema_violation(json.out, "check"), "");
  EXPECT_TRUE(contains(json.out, "\"refused\":true")) << json.out;
}

TEST(AppRefused, check_counts_the_policy_too) {
  const rig::TempDir folder;
  folder.write("evenkeel.toml", "[pool.app]\nintent = \"evn\"\n");
  const Answer answer = run_evenkeel({"check", folder.write("a.cfg", sound)});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_TRUE(contains(answer.out, "reading: 1 error")) << answer.out;
  EXPECT_TRUE(contains(last_line(answer.out), "in the policy file")) << answer.out;
}

TEST(AppRefused, predict_says_it_first_and_last) {
  const rig::TempDir folder;
  const Answer answer = run_evenkeel({"predict", folder.write("a.cfg", broken)});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_TRUE(contains(second_line(answer.out), "refused: 2 errors")) << answer.out;
  EXPECT_TRUE(contains(last_line(answer.out), "refused: 2 errors")) << answer.out;
  EXPECT_TRUE(contains(answer.out, "of what could be read: ")) << answer.out;
}

TEST(AppRefused, predict_json_says_it_with_the_reasons) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", broken);
  const Answer answer = run_evenkeel({"predict", "--format", "json", file});
  EXPECT_EQ(schema_violation(answer.out, "predict"), "");
  EXPECT_TRUE(contains(answer.out, "\"refused\":true")) << answer.out;
  EXPECT_TRUE(contains(answer.out, "is not an algorithm")) << answer.out;
  const Answer good = run_evenkeel({"predict", "--format", "json", folder.write("b.cfg", sound)});
  EXPECT_TRUE(contains(good.out, "\"refused\":false,\"diagnostics\":[]")) << good.out;
}

TEST(AppRefused, simulate_simulates_nothing) {
  const rig::TempDir folder;
  const Answer answer = run_evenkeel({"simulate", folder.write("a.cfg", broken), "--rate", "9/s",
                                      "--service-time", "1ms", "--count", "5"});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_EQ(answer.out, "");
  EXPECT_TRUE(contains(answer.err, "nothing was simulated")) << answer.err;
}

// A disk that is full must not look like an answer.
TEST(AppRefused, an_answer_that_cannot_be_written_is_no_success) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", sound);
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{"check", file},
        {"predict", file},
        {"coverage", file},
        {"dump", "model", file},
        {"explain"},
        {"explain", "share-skew"},
        {"simulate", file, "--rate", "9/s", "--service-time", "1ms", "--count", "5"}}) {
    const Answer answer = run_evenkeel(call, {.output = "/dev/full"});
    EXPECT_EQ(answer.exit_code, 2) << call[0];
    EXPECT_TRUE(contains(answer.err, "could not be written")) << call[0] << answer.err;
  }
}

TEST(AppRefused, a_section_that_only_keeps_a_table_is_no_pool) {
  const rig::TempDir folder;
  const auto file =
      folder.write("a.cfg", std::string(sound) + "backend st\n  stick-table type ip size 1k\n");
  const Answer answer = run_evenkeel({"predict", file});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_FALSE(contains(answer.out, "no server can take a request")) << answer.out;
  EXPECT_FALSE(contains(run_evenkeel({"predict", "--format", "json", file}).out, "\"st\""));
}

// HAProxy does not start with it, so no command takes it for sound.
TEST(AppRefused, a_missing_backend_is_refused_by_every_command) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg",
                                 "frontend www\n  bind :80\n  use_backend apps if TRUE\n"
                                 "backend app\n  server web1 127.0.0.1:8001 check\n");
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{"check"}, {"predict"}, {"coverage"}, {"dump", "model"}}) {
    std::vector<std::string> words = call;
    words.push_back(file);
    const Answer answer = run_evenkeel(words);
    EXPECT_EQ(answer.exit_code, 2) << call[0];
    EXPECT_TRUE(contains(answer.out + answer.err, "did you mean \"app\"?")) << answer.err;
  }
  const Answer json = run_evenkeel({"predict", "--format", "json", file});
  EXPECT_TRUE(contains(json.out, "\"refused\":true")) << json.out;
}

}  // namespace
}  // namespace ek::tests
