// The commands as users call them: answers, exit codes, schemas, errors that say what to do.
#include <gtest/gtest.h>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"
#include "support/schema.h"

namespace ek::tests {
namespace {

constexpr const char* incident = R"(defaults
  mode http
  timeout connect 1s
  timeout client 10s
  timeout server 10s

frontend www
  bind :8080
  default_backend app

backend app
  balance roundrobin
  server web1 127.0.0.1:8001 weight 100
  server web2 127.0.0.1:8002 weight 100
  server web3 127.0.0.1:8003 weight 1600
  server web4 127.0.0.1:8004 weight 100
  server web5 127.0.0.1:8005 weight 100
)";

constexpr const char* one_weight_wrong = R"(defaults
  mode http
  timeout connect 1s
  timeout client 10s
  timeout server 10s

frontend www
  bind :8080
  default_backend app

backend app
  balance roundrobin
  server web1 127.0.0.1:8001 weight 10
  server web2 127.0.0.1:8002 weight 10
  server web3 127.0.0.1:8003 weight 160
  server web4 127.0.0.1:8004 weight 10
  server web5 127.0.0.1:8005 weight 10
)";

constexpr const char* policy = R"([workload]
rate = "900/s"
service_time = "50ms"

[pool."app"]
intent = "even"
survive = 1

[pool."app".server."*"]
capacity = "300/s"
)";

constexpr const char* upstream = R"(events {}
http {
  upstream app {
    server 127.0.0.1:8001 weight=3;
    server 127.0.0.1:8002;
  }
  server { listen 8080; location / { proxy_pass http://app; } }
}
)";

TEST(App, predict_says_shares_load_and_the_worst_loss) {
  const rig::TempDir folder;
  const auto file = folder.write("haproxy.cfg", one_weight_wrong);
  folder.write("evenkeel.toml", policy);
  const Answer answer = run_evenkeel({"predict", file});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_NE(answer.out.find("80.0 %"), std::string::npos) << answer.out;
  EXPECT_NE(answer.out.find("720/s"), std::string::npos) << answer.out;
  EXPECT_NE(answer.out.find("240 %"), std::string::npos) << answer.out;
  EXPECT_NE(answer.out.find("+420/s fluid backlog"), std::string::npos) << answer.out;
  EXPECT_EQ(answer.out.find('\x1b'), std::string::npos) << "colours in a file";
}

TEST(App, predict_json_follows_its_schema) {
  const rig::TempDir folder;
  folder.write("evenkeel.toml", policy);
  for (const auto& file :
       {folder.write("haproxy.cfg", one_weight_wrong), folder.write("nginx.conf", upstream)}) {
    const Answer answer = run_evenkeel({"predict", "--format", "json", file});
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
    EXPECT_EQ(schema_violation(answer.out, "predict"), "");
  }
}

TEST(App, check_finds_the_incident_and_exits_1) {
  const rig::TempDir folder;
  const auto file = folder.write("haproxy.cfg", one_weight_wrong);
  const Answer answer = run_evenkeel({"check", file});
  EXPECT_EQ(answer.exit_code, 1) << answer.err;
  EXPECT_NE(answer.out.find("share-skew"), std::string::npos) << answer.out;
  EXPECT_NE(answer.out.find("80.0 %"), std::string::npos) << answer.out;
  EXPECT_EQ(run_evenkeel({"check", "--fail-on", "never", file}).exit_code, 0);
  const Answer json = run_evenkeel({"check", "--format", "json", file});
  EXPECT_EQ(schema_violation(json.out, "check"), "");
  EXPECT_NE(json.out.find("\\n+"), std::string::npos) << "the patch must keep its lines";
}

// An entry that matches nothing guards nothing: said by both commands, with its place.
TEST(App, a_policy_entry_that_matches_nothing_is_noted) {
  const rig::TempDir folder;
  const auto file = folder.write("haproxy.cfg", one_weight_wrong);
  const auto slip = folder.write("slip.toml", "[pool.\"ap\"]\nsurvive = 1\n");
  for (const char* command : {"check", "predict"}) {
    const Answer answer = run_evenkeel({command, "--policy", slip, file});
    const std::string& said = command == std::string("check") ? answer.out : answer.err;
    EXPECT_NE(said.find("slip.toml:1:7: note: this entry matches nothing"), std::string::npos)
        << command << ": " << said;
    EXPECT_NE(answer.exit_code, 2) << command;
  }
}

TEST(App, a_weight_that_the_program_refuses_is_an_error_with_its_place) {
  const rig::TempDir folder;
  const auto file = folder.write("haproxy.cfg", incident);  // 1600 is above HAProxy's 256
  const Answer answer = run_evenkeel({"check", file});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_NE(answer.out.find("haproxy.cfg:15:"), std::string::npos) << answer.out;
  EXPECT_EQ(answer.err, "") << "what check has to say of the files is its answer";
}

TEST(App, coverage_and_dump_follow_their_schemas) {
  const rig::TempDir folder;
  for (const auto& file :
       {folder.write("haproxy.cfg", one_weight_wrong), folder.write("nginx.conf", upstream)}) {
    const Answer coverage = run_evenkeel({"coverage", "--format", "json", file});
    EXPECT_EQ(schema_violation(coverage.out, "coverage"), "");
    const Answer model = run_evenkeel({"dump", "model", "--format", "json", file});
    EXPECT_EQ(schema_violation(model.out, "dump"), "");
    EXPECT_EQ(run_evenkeel({"dump", "tree", file}).exit_code, 0);
    EXPECT_EQ(run_evenkeel({"dump", "model", file}).exit_code, 0);
  }
}

TEST(App, dump_source_gives_the_file_back_byte_for_byte) {
  const rig::TempDir folder;
  const auto file = folder.write("a.cfg", one_weight_wrong);
  EXPECT_EQ(run_evenkeel({"dump", "source", file}).out, one_weight_wrong);
  EXPECT_EQ(run_evenkeel({"dump", "source", folder.write("n.conf", upstream)}).out, upstream);
  EXPECT_EQ(run_evenkeel({"dump", "source", "-"}, {.input = file}).out, one_weight_wrong);
}

TEST(App, simulate_prints_a_name_a_request) {
  const rig::TempDir folder;
  const auto file = folder.write("nginx.conf", upstream);
  const auto requests = folder.write("r.jsonl", "{}\n{\"path\":\"/x\"}\n{}\n{}\n");
  const Answer answer = run_evenkeel({"simulate", file, "--pool", "app", "--requests", requests});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.out, "127.0.0.1:8001\n127.0.0.1:8001\n127.0.0.1:8002\n127.0.0.1:8001\n");
  EXPECT_EQ(answer.err, "");
  const Answer json = run_evenkeel({"simulate", file, "--requests", requests, "--format", "json"});
  EXPECT_EQ(schema_violation(json.out, "simulate"), "");
  EXPECT_NE(json.out.find("\"drawn\":false"), std::string::npos) << json.out;
}

TEST(App, simulate_says_beside_the_names_that_they_are_drawn) {
  const rig::TempDir folder;
  const auto file = folder.write(
      "nginx.conf",
      "events { }\nhttp { upstream app { random two; server 10.0.0.1; server 10.0.0.2; }\n"
      "server { listen 80; location / { proxy_pass http://app; } } }\n");
  const auto requests = folder.write("r.jsonl", "{}\n{}\n");
  const Answer answer = run_evenkeel({"simulate", file, "--requests", requests});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_NE(answer.err.find("note: picks drawn at random"), std::string::npos) << answer.err;
  EXPECT_EQ(answer.out.find("note"), std::string::npos) << answer.out;
}

TEST(App, simulate_with_a_server_down_and_one_refusing) {
  const rig::TempDir folder;
  const auto file = folder.write("nginx.conf", upstream);
  const auto requests = folder.write("r.jsonl", "{}\n{}\n{}\n");
  EXPECT_EQ(
      run_evenkeel({"simulate", file, "--requests", requests, "--refusing", "127.0.0.1:8001"}).out,
      "127.0.0.1:8002\n127.0.0.1:8002\n127.0.0.1:8002\n");
  EXPECT_EQ(run_evenkeel({"simulate", file, "--requests", requests, "--down", "nobody"}).exit_code,
            2);
}

TEST(App, a_drawn_workload_is_the_same_for_the_same_seed) {
  const rig::TempDir folder;
  const auto file = folder.write("nginx.conf", upstream);
  const std::vector<std::string> call{"simulate", file,      "--rate", "100/s",  "--service-time",
                                      "20ms",     "--count", "2000",   "--seed", "7"};
  const Answer once = run_evenkeel(call), again = run_evenkeel(call);
  EXPECT_EQ(once.exit_code, 0) << once.err;
  EXPECT_EQ(once.out, again.out);
  EXPECT_NE(once.out.find("75.0 %"), std::string::npos) << once.out;
}

TEST(App, explain_lists_and_explains_rules) {
  EXPECT_NE(run_evenkeel({"explain"}).out.find("share-skew"), std::string::npos);
  EXPECT_NE(run_evenkeel({"explain", "share-skew"}).out.find("# "), std::string::npos);
  const Answer unknown = run_evenkeel({"explain", "share-skw"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("did you mean share-skew?"), std::string::npos) << unknown.err;
}

TEST(App, wrong_calls_exit_2_and_say_what_to_do) {
  const rig::TempDir folder;
  const auto letter = folder.write("letter.txt", "Dear Sir or Madam\n");
  const Answer missing = run_evenkeel({"predict", folder.file("none.cfg")});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_NE(missing.err.find("none.cfg"), std::string::npos);
  const Answer unknown = run_evenkeel({"predict", letter});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("--dialect"), std::string::npos) << unknown.err;
  EXPECT_EQ(run_evenkeel({"predict"}).exit_code, 2);
  EXPECT_EQ(run_evenkeel({"predict", letter}).exit_code, 2);
  const auto good = folder.write("good.cfg", one_weight_wrong);
  EXPECT_EQ(run_evenkeel({"predict", good}).exit_code, 0);
  for (const std::string version : {"new", "1.5"}) {
    const Answer wrong =
        run_evenkeel({"predict", "--lb-version", version, "--dialect", "haproxy", good});
    EXPECT_EQ(wrong.exit_code, 2) << version;
    EXPECT_NE(wrong.err.find(version), std::string::npos) << wrong.err;
  }
}

TEST(App, help_of_every_command_has_examples) {
  for (const std::string command :
       {"check", "predict", "simulate", "coverage", "dump", "explain"}) {
    const Answer answer = run_evenkeel({command, "--help"});
    EXPECT_EQ(answer.exit_code, 0) << command;
    EXPECT_NE(answer.out.find("Example"), std::string::npos) << command;
  }
}

TEST(App, the_version_used_is_said_with_its_source) {
  const rig::TempDir folder;
  const auto file = folder.write("haproxy.cfg", one_weight_wrong);
  EXPECT_NE(run_evenkeel({"predict", file}).out.find("2.6.12 · version assumed"),
            std::string::npos);
  EXPECT_NE(run_evenkeel({"predict", "--lb-version", "3.0.1", file})
                .out.find("3.0.1 · version from --lb-version"),
            std::string::npos);
}

TEST(App, several_files_with_f_are_one_configuration) {
  const rig::TempDir folder;
  const std::string text = one_weight_wrong;
  const auto cut = text.find("\nbackend app") + 1;
  const auto first = folder.write("1.cfg", text.substr(0, cut));
  const auto second = folder.write("2.cfg", text.substr(cut));
  const Answer answer = run_evenkeel({"predict", "-f", first, "-f", second});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_NE(answer.out.find("80.0 %"), std::string::npos) << answer.out;
}

}  // namespace
}  // namespace ek::tests
