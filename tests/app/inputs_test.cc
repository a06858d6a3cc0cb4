// What the user gives beside the configuration: the right language, names' addresses, variables.
#include <gtest/gtest.h>

#include <filesystem>

#include <algorithm>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"
#include "support/schema.h"

namespace ek::tests {
namespace {

constexpr const char* by_name = R"(events {}
http {
  server {
    listen 80;
    location / { proxy_pass http://app.example.com:8080; }
    location /tls { proxy_pass https://app.example.com; }
    location /literal { proxy_pass http://10.0.0.9; }
  }
}
)";

constexpr const char* whole = R"(defaults
  mode http
frontend www
  bind :8080
  default_backend app
backend app
  server web1 "${APP_HOST}:80"
  server web2 10.0.0.2:80
)";

TEST(AppInputs, a_name_in_proxy_pass_is_a_pool_of_its_addresses) {
  const rig::TempDir folder;
  const auto file = folder.write("n.conf", by_name);
  const Answer given =
      run_evenkeel({"predict", file, "--resolve", "app.example.com=10.0.0.1,10.0.0.2"});
  EXPECT_EQ(given.exit_code, 0) << given.err;
  EXPECT_TRUE(contains(given.out, "10.0.0.2:8080")) << given.out;
  EXPECT_TRUE(contains(given.out, "10.0.0.2:443")) << given.out;
  EXPECT_TRUE(contains(given.out, "50.0 %")) << given.out;
  EXPECT_FALSE(contains(given.out, "10.0.0.9")) << given.out;
  const Answer unknown = run_evenkeel({"predict", file});
  EXPECT_TRUE(contains(unknown.out, "number of addresses unknown")) << unknown.out;
}

// As in predict: one rate is not every pool's.
TEST(AppInputs, simulate_does_not_give_the_whole_rate_to_one_pool_of_several) {
  const rig::TempDir folder;
  const auto policy =
      folder.write("e.toml", "[workload]\nrate = \"100/s\"\nservice_time = \"10ms\"\n");
  const std::string one = std::string(whole) + "backend other\n  server o 10.0.0.3:80\n";
  const auto file = folder.write("h.cfg", one);
  const Answer answer = run_evenkeel(
      {"simulate", file, "--policy", policy, "--pool", "app", "--env", "APP_HOST=10.0.0.1"});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_TRUE(contains(answer.err, "for this pool where there are several")) << answer.err;
  const Answer told = run_evenkeel({"simulate", file, "--policy", policy, "--pool", "app", "--env",
                                    "APP_HOST=10.0.0.1", "--rate", "50/s"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
}

TEST(AppInputs, resolve_takes_addresses_only) {
  const rig::TempDir folder;
  const auto file = folder.write("n.conf", by_name);
  for (const std::string value :
       {"bar", "10.0.0.300", "10.0.0.1,,10.0.0.2", "", "10.0.0.1:99999"}) {
    const Answer answer = run_evenkeel({"predict", file, "--resolve", "app.example.com=" + value});
    EXPECT_EQ(answer.exit_code, 2) << value;
    EXPECT_TRUE(contains(answer.err, "address")) << answer.err;
  }
  for (const std::string value : {"10.0.0.1:81", "[::1]:81", "::1", "unix:/run/x"})
    EXPECT_EQ(run_evenkeel({"predict", file, "--resolve", "app.example.com=" + value}).exit_code, 0)
        << value;
}

TEST(AppInputs, names_that_nothing_asked_for_are_told) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", whole);
  const Answer answer = run_evenkeel({"predict", file, "--resolve", "ap.example.com=10.0.0.1",
                                      "--env", "APP_HOTS=x", "--env", "APP_HOST=web.example.com"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_TRUE(contains(answer.err, "--resolve ap.example.com is not used")) << answer.err;
  EXPECT_TRUE(contains(answer.err, "--env APP_HOTS is not used")) << answer.err;
  EXPECT_FALSE(contains(answer.err, "--env APP_HOST is not used")) << answer.err;
  const Answer used = run_evenkeel({"predict", file, "--env", "APP_HOST=web.example.com",
                                    "--resolve", "web.example.com=10.0.0.1"});
  EXPECT_FALSE(contains(used.err, "not used")) << used.err;
}

TEST(AppInputs, a_variable_missing_in_an_address_is_a_warning) {
  const rig::TempDir folder;
  const Answer answer = run_evenkeel({"predict", folder.write("a.cfg", whole)});
  EXPECT_TRUE(contains(answer.err, "warning: the environment variable APP_HOST")) << answer.err;
}

TEST(AppInputs, the_wrong_language_is_one_sentence) {
  const rig::TempDir folder;
  const auto nginx = folder.write("n.conf", by_name);
  const Answer answer = run_evenkeel({"check", "--dialect", "haproxy", nginx});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_TRUE(contains(answer.err, "looks like nginx, not haproxy: leave --dialect away"))
      << answer.err;
  EXPECT_EQ(std::count(answer.err.begin(), answer.err.end(), '\n'), 1) << answer.err;
  EXPECT_EQ(run_evenkeel({"check", "--dialect", "nginx", folder.write("a.cfg", whole)}).exit_code,
            2);
  EXPECT_TRUE(
      contains(run_evenkeel({"check", "--dialect", "hapoxy", nginx}).err, "did you mean haproxy?"));
}

TEST(AppInputs, a_piece_is_said_to_be_one) {
  const rig::TempDir folder;
  const Answer bare =
      run_evenkeel({"predict", folder.write("b.cfg", "backend b\n  server s 10.0.0.1:80\n")});
  EXPECT_TRUE(contains(bare.out, "haproxy -c")) << bare.out;
  const Answer upstream =
      run_evenkeel({"predict", folder.write("u.conf", "upstream u { server 10.0.0.1; }\n")});
  EXPECT_TRUE(contains(upstream.out, "nginx -t")) << upstream.out;
  const Answer checked = run_evenkeel({"check", folder.file("b.cfg")});
  EXPECT_TRUE(contains(checked.out, "fragment")) << checked.out;
  const Answer empty = run_evenkeel({"predict", folder.write("e.cfg", " \n")});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_TRUE(contains(empty.err, "is empty")) << empty.err;
  EXPECT_FALSE(contains(run_evenkeel({"predict", folder.write("w.cfg", whole)}).out, "fragment"));
}

// An include's places are places of its own file.
TEST(AppInputs, json_names_the_file_of_every_place) {
  const rig::TempDir folder;
  std::filesystem::create_directory(folder.path() / "conf.d");
  folder.write("conf.d/up.conf", "upstream app { server 10.0.0.1; }\n");
  const auto file = folder.write("n.conf",
                                 "events {}\nhttp { include conf.d/*.conf;\n"
                                 "server { listen 80; location / { proxy_pass http://app; } } }\n");
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{"predict"}, {"dump", "model"}}) {
    std::vector<std::string> words = call;
    words.insert(words.end(), {"--format", "json", file});
    const Answer answer = run_evenkeel(words);
    EXPECT_EQ(schema_violation(answer.out, call[0]), "");
    EXPECT_TRUE(contains(answer.out, "conf.d/up.conf\",\"at\":{\"line\":1")) << answer.out;
  }
}

// As a finding, or above the answer where no rule names it; never twice.
TEST(AppInputs, an_unread_include_is_said_once) {
  const rig::TempDir folder;
  const auto file = folder.write("n.conf",
                                 "events {}\nhttp { include /nonexistent/*.conf;\n"
                                 "upstream app { server 10.0.0.1; } }\n");
  const std::string words = "/nonexistent/*.conf is not read";
  const Answer checked = run_evenkeel({"check", file});
  EXPECT_TRUE(contains(checked.out, words)) << checked.out;
  EXPECT_FALSE(contains(checked.err, words)) << checked.err;
  EXPECT_EQ(checked.exit_code, 0);
  const Answer skipped = run_evenkeel({"check", "--skip", "not-predictable", file});
  EXPECT_TRUE(contains(skipped.out, words)) << skipped.out;
  const Answer predicted = run_evenkeel({"predict", file});
  EXPECT_TRUE(contains(predicted.out, words)) << predicted.out;
  EXPECT_FALSE(contains(predicted.err, words)) << predicted.err;
}

TEST(AppInputs, json_has_the_notes_that_the_text_shows) {
  const rig::TempDir folder;
  const Answer answer = run_evenkeel({"predict", "--format", "json", folder.write("a.cfg", whole)});
  EXPECT_EQ(schema_violation(answer.out, "predict"), "");
  EXPECT_TRUE(contains(answer.out, "APP_HOST is not given")) << answer.out;
}

TEST(AppInputs, another_file_is_named_with_its_line) {
  const rig::TempDir folder;
  const std::string text = whole;
  const auto first = folder.write("1.cfg", text);
  const auto second =
      folder.write("2.cfg", "\n\n\nbackend app\n  server x 10.0.0.1:80\n  server x 10.0.0.2:80\n");
  const Answer answer = run_evenkeel({"check", "-f", first, "-f", second});
  EXPECT_TRUE(contains(answer.out, "already stands at " + first + ":6")) << answer.out;
  EXPECT_TRUE(contains(answer.out, "already stands at line 5")) << answer.out;
}

// The note stood there twice: once from the pool, once from its grade.
TEST(AppInputs, a_note_of_a_pool_is_said_once) {
  const rig::TempDir folder;
  const Answer answer = run_evenkeel({"predict", folder.write("n.conf", by_name)});
  const std::string note = "app.example.com: number of addresses unknown";
  std::size_t times = 0;
  for (auto at = answer.out.find(note); at != std::string::npos; at = answer.out.find(note, at + 1))
    ++times;
  EXPECT_EQ(times, 2u) << "once a pool\n" << answer.out;
}

TEST(AppInputs, every_loss_that_overloads_is_told) {
  const rig::TempDir folder;
  std::string text =
      "defaults\n  mode http\nfrontend f\n  bind :80\n  default_backend b\nbackend b\n";
  for (int i = 1; i <= 12; ++i)
    text += "  server s" + std::to_string(i) + " 10.0.0." + std::to_string(i) + ":80\n";
  const auto file = folder.write("a.cfg", text);
  const auto calm = folder.write(
      "calm.toml", "[workload]\nrate = \"100/s\"\n[pool.b.server.\"*\"]\ncapacity = \"100/s\"\n");
  const auto busy = folder.write(
      "busy.toml", "[workload]\nrate = \"1150/s\"\n[pool.b.server.\"*\"]\ncapacity = \"100/s\"\n");
  EXPECT_TRUE(contains(run_evenkeel({"predict", file, "--policy", calm}).out, "… 7 more"));
  EXPECT_FALSE(
      contains(run_evenkeel({"predict", file, "--policy", calm, "--losses", "full"}).out, " more"));
  EXPECT_FALSE(contains(run_evenkeel({"predict", file, "--policy", busy}).out, " more"));
}

TEST(AppInputs, a_pool_without_servers_says_who_answers) {
  const rig::TempDir folder;
  const std::string head = "defaults\n  mode http\nbackend app\n";
  const std::pair<std::string, std::pair<const char*, const char*>> cases[] = {
      {"  http-request deny\n", {"its rules answer every request", "\"own_answers\":\"all\""}},
      {"  errorfile 503 /x.http\n", {"its own page for errors", "\"own_answers\":\"pages\""}},
      {"  stats uri /stats\n", {"answer some requests", "\"own_answers\":\"some\""}},
      {"", {"every request gets an error", "\"own_answers\":\"none\""}}};
  for (const auto& [lines, said] : cases) {
    const auto file = folder.write("a.cfg", head + lines);
    EXPECT_TRUE(contains(run_evenkeel({"predict", file}).out, said.first)) << lines;
    const Answer json = run_evenkeel({"predict", "--format", "json", file});
    EXPECT_EQ(schema_violation(json.out, "predict"), "");
    EXPECT_TRUE(contains(json.out, said.second)) << json.out;
  }
}

// Two files may have the same name: the other line is named with the path as it was given.
TEST(AppInputs, of_several_files_the_other_line_is_named_with_its_path) {
  const rig::TempDir folder, other;
  const std::string servers = "backend app\n  server a 10.0.0.1:80\n  server b 10.0.0.1:80\n";
  const auto first = other.write("a.cfg", "global\n");
  const auto second = folder.write("a.cfg", servers);
  EXPECT_TRUE(contains(run_evenkeel({"check", second}).out, "= first at line 2 of a.cfg\n"));
  EXPECT_TRUE(contains(run_evenkeel({"check", "-f", first, "-f", second}).out,
                       "= first at line 2 of " + second + "\n"));
}

}  // namespace
}  // namespace ek::tests
