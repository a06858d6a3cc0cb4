// What is told of nginx alone: refused requests, its workers, losses that hang on the keys.
#include <gtest/gtest.h>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"
#include "support/schema.h"

namespace ek::tests {
namespace {

TEST(AppNginx, refuses_what_no_server_has_a_place_for) {
  const rig::TempDir folder;
  folder.write("evenkeel.toml", "[workload]\nrate = \"250/s\"\nservice_time = \"100ms\"\n");
  const auto file = folder.write("n.conf",
                                 "events {}\nhttp { upstream u { server 10.0.0.1 max_conns=10;\n"
                                 "server 10.0.0.2 max_conns=10; } }\n");
  const Answer text = run_evenkeel({"predict", file});
  EXPECT_TRUE(contains(text.out, "are refused at once, as nginx has no queue (M/M/c/c)"))
      << text.out;
  EXPECT_FALSE(contains(text.out, "pile up") || contains(text.out, "backlog")) << text.out;
  const Answer json = run_evenkeel({"predict", "--format", "json", file});
  EXPECT_EQ(schema_violation(json.out, "predict"), "");
  EXPECT_TRUE(contains(json.out, "\"refused\":{\"share\":0.")) << json.out;
}

TEST(AppNginx, the_policy_says_how_many_workers_auto_means) {
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

// A list of servers that is known to be incomplete has no shares, and no intended ones.
TEST(AppNginx, a_pool_with_an_unread_include_is_not_predictable) {
  const rig::TempDir folder;
  for (const std::string servers :
       {"", "server 10.0.0.1:1; server 10.0.0.2:1;", "server 10.0.0.1:1 backup;",
        "server 10.0.0.1:1 weight=5;", "server 10.0.0.1:1 down;"}) {
    const auto file =
        folder.write("n.conf", "events { }\nhttp { upstream u { " + servers +
                                   " include /nonexistent/ssl-u.conf; }\n"
                                   "server { listen 80; location / { proxy_pass http://u; } } }\n");
    const Answer check = run_evenkeel({"check", file});
    EXPECT_EQ(check.exit_code, 1) << check.out << check.err;
    EXPECT_TRUE(contains(check.out, "not predictable: an include was not read")) << check.out;
    for (const char* wrong : {"no-usable-server", "weight-without-effect", "partial-weights"})
      EXPECT_FALSE(contains(check.out, wrong)) << check.out;
    const Answer json = run_evenkeel({"predict", file, "--format", "json"});
    EXPECT_EQ(schema_violation(json.out, "predict"), "") << json.out;
    EXPECT_TRUE(contains(json.out, "\"exactness\":\"not-predictable\"")) << json.out;
    for (const char* figure : {"\"share\"", "\"intended\""})
      EXPECT_FALSE(contains(json.out, figure)) << json.out;
    const Answer text = run_evenkeel({"predict", file});
    EXPECT_TRUE(contains(text.out, "ssl-u.conf is not read")) << text.out;
    EXPECT_FALSE(contains(text.err, "ssl-u.conf")) << text.err;
    const Answer picks = run_evenkeel({"simulate", file, "--rate", "9/s", "--service-time", "9ms"});
    EXPECT_TRUE(contains(picks.err, "an include was not read")) << picks.out << picks.err;
  }
}

// What nginx's plain hash does to the keys of a lost server hangs on their length.
TEST(AppNginx, losses_of_a_plain_hash_are_graded_apart) {
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

}  // namespace
}  // namespace ek::tests
