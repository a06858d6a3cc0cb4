// dump model: everything that the model holds, and which of it has an origin.
#include <gtest/gtest.h>

#include "rig/temp_dir.h"
#include "support/evenkeel.h"
#include "support/schema.h"

namespace ek::tests {
namespace {

TEST(AppDump, shows_what_is_no_setting_too) {
  const rig::TempDir folder;
  const auto file = folder.write(
      "a.cfg",
      "backend b\n mode http\n balance uri\n stick-table type ip size 10\n stick on src\n"
      " use-server s if { path /x }\n option httpchk GET /\n option redispatch 3\n"
      " retry-on conn-failure 503\n server s 10.0.0.1:80 check source 10.0.0.9\n");
  const Answer text = run_evenkeel({"dump", "model", file});
  for (const char* line :
       {"  stick_rules = on src\n", "  use_servers = s if { path /x }\n", "    source = 10.0.0.9\n",
        "  check_kind = http  (set ", "  redispatch_interval = 3  (set ",
        "  retry_on = conn-failure 503  (set "})
    EXPECT_NE(text.out.find(line), std::string::npos) << line << text.out;
  const Answer json = run_evenkeel({"dump", "model", "--format", "json", file});
  EXPECT_EQ(schema_violation(json.out, "dump"), "");
  EXPECT_NE(json.out.find("\"source\":{\"value\":\"10.0.0.9\"}"), std::string::npos) << json.out;
}

constexpr const char* without_origins_haproxy = R"(resolvers r
  nameserver n 127.0.0.1:53
backend b
  mode tcp
  balance hash hostname
  stick-table type ip size 10
  stick on src
  use-server s if { src 10.0.0.1 }
  server s app.example:80 guid g source 10.0.0.9 resolvers r resolve-opts allow-dup-ip non-stick
)";
constexpr const char* without_origins_nginx = R"(events { }
http {
  limit_req_zone $uri zone=z:1m rate=1r/s;
  upstream u { server 10.0.0.1; }
  server { limit_req zone=z; location / { proxy_pass http://u; } }
}
)";

// What is no setting has no origin, and nothing else is without one.
TEST(AppDump, the_schema_knows_what_has_no_origin) {
  const rig::TempDir folder;
  folder.write("evenkeel.toml", "[pool.b.server.s]\ndown = true\n");
  const auto json = [&](const char* name, const char* text) {
    return run_evenkeel({"dump", "model", "--format", "json", folder.write(name, text)}).out;
  };
  std::string haproxy = json("a.cfg", without_origins_haproxy);
  const std::string nginx = json("n.conf", without_origins_nginx);
  const auto starts = [](const std::string& name) { return "\"" + name + "\":{\"value\":"; };
  for (const char* name : {"key_values_max", "layer", "stick_rules", "use_servers", "down", "guid",
                           "non_stick", "resolvers", "shares_address", "source"})
    EXPECT_TRUE(contains(haproxy, starts(name))) << name << haproxy;
  EXPECT_TRUE(contains(nginx, starts("ahead"))) << nginx;
  EXPECT_EQ(schema_violation(haproxy, "dump"), "");
  EXPECT_EQ(schema_violation(nginx, "dump"), "");
  const std::string origin = ",\"origin\":\"set\"";
  ASSERT_TRUE(contains(haproxy, origin));
  haproxy.erase(haproxy.find(origin), origin.size());
  EXPECT_TRUE(contains(schema_violation(haproxy, "dump"), "required"));
}

TEST(AppDump, shows_all_of_a_cookie_and_of_a_stick_table) {
  const rig::TempDir folder;
  const auto pool = [&](const std::string& lines) {
    const auto file = folder.write(
        "a.cfg", "backend b\n mode http\n" + lines + " server s 10.0.0.1:80 check cookie s\n");
    return run_evenkeel({"dump", "model", file}).out;
  };
  const std::string all = pool(
      " cookie SRV insert indirect nocache maxidle 30m maxlife 8h\n"
      " stick-table type string len 12 size 10 expire 5m nopurge\n stick on path\n");
  for (const char* line : {"  cookie = SRV insert indirect nocache maxidle 30m maxlife 8h  (set ",
                           "  stick_table = type string len 12 size 10 expire 5m nopurge  (set "})
    EXPECT_NE(all.find(line), std::string::npos) << line << all;
  const std::string few = pool(" cookie SRV prefix\n stick-table type ip size 10\n stick on src\n");
  for (const char* line :
       {"  cookie = SRV prefix  (set ", "  stick_table = type ip size 10  (set "})
    EXPECT_NE(few.find(line), std::string::npos) << line << few;
}

}  // namespace
}  // namespace ek::tests
