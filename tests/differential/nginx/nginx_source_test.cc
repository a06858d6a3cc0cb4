// Whose address a key sees, and how many requests come to a pool, against the real nginx.
#include <gtest/gtest.h>

#include "differential/nginx/predicted.h"
#include "forecast/forecast.h"
#include "predict/rests_on.h"
#include "predict/simulation.h"
#include "rig/client.h"
#include "rig/nginx.h"
#include "rig/one_core.h"
#include "rig/temp_dir.h"

namespace ek::differential::nginx {
namespace {

constexpr std::size_t servers = 4, picks_each = 60;

std::string upstream(const rig::Backends& backends, const std::string& method) {
  std::string text = "upstream app {\n  " + method + "\n";
  for (std::size_t i = 0; i < servers; ++i)
    text += "  " + rig::nginx_server_line(backends.endpoint(i), "weight=" + std::to_string(i + 1));
  return text + "}\n";
}

// A server block on the rig's socket.
rig::Outcome<rig::Nginx> start(const std::string& http, const std::string& server) {
  return rig::Nginx::start(rig::one_listener(http, server));
}

constexpr const char* pass = "location / { proxy_pass http://app; }";

// Behind a proxy: src is the address that it reports, and the answer says so.
TEST(NginxSource, RealIpGivesTheAddressThatTheKeySees) {
  const rig::OneCore one_core;
  for (const std::string method :
       {"ip_hash;", "hash $remote_addr;", "hash $binary_remote_addr consistent;"}) {
    rig::Backends backends;
    backends.add_many(servers);
    auto nginx =
        start(upstream(backends, method), std::string("set_real_ip_from 127.0.0.1; ") + pass);
    ASSERT_TRUE(nginx) << nginx.error();
    const auto reading = read_config(nginx->config_text());
    const model::Pool& pool = *reading.config.pool("app");
    EXPECT_NE(predict::picks_rest_on({reading.config.program, pool}, {})
                  .find("src being the address that nginx takes for the client's "
                        "(set_real_ip_from, line "),
              std::string::npos);
    Predicted predicted(reading.config, pool);
    ASSERT_EQ(predicted.error(), "");
    rig::Client client(nginx->endpoint());
    for (std::size_t i = 0; i < picks_each; ++i) {
      model::Request request;
      request.source = "10." + std::to_string(i) + ".7." + std::to_string(200 - i);
      const auto answer = client.get("/", {{"X-Real-IP", request.source}});
      ASSERT_TRUE(answer) << answer.error();
      EXPECT_EQ(backends.label(predicted.dispatch(request).server), answer->server()) << method;
    }
  }
}

// A client that comes by a Unix socket has no address: all of them have one key.
TEST(NginxSource, ByAUnixSocketAllClientsAreOne) {
  const rig::OneCore one_core;
  for (const std::string method :
       {"hash $remote_addr;", "hash x$binary_remote_addr;", "ip_hash;"}) {
    const rig::TempDir folder;
    const std::string socket = "unix:" + folder.file("l.sock");
    rig::Backends backends;
    backends.add_many(servers);
    auto nginx =
        start(upstream(backends, method) + "server { listen " + socket + "; " + pass + " }\n",
              "location / { proxy_pass http://" + socket + "; }");
    ASSERT_TRUE(nginx) << nginx.error();
    const auto reading = read_config(nginx->config_text());
    Predicted predicted(reading.config, *reading.config.pool("app"));
    ASSERT_EQ(predicted.error(), "");
    rig::Client client(nginx->endpoint());
    for (int i = 0; i < 10; ++i) {
      const auto answer = client.get("/");
      ASSERT_TRUE(answer) << answer.error();
      EXPECT_EQ(backends.label(predicted.dispatch({}).server), answer->server()) << method;
    }
  }
}

struct More {
  const char* name;
  const char* server;
  std::size_t each;  // requests that come to the pool for each of a client's
  bool known;        // is that computed, or only said?
  const char* given;
};

// Requests that a request makes to its own pool: they take turns with it, so the picks rest on
// there being none; and they add to the rate.
TEST(NginxSource, SubrequestsToTheSamePoolAreCounted) {
  const rig::OneCore one_core;
  const More cases[] = {
      {"auth",
       "location / { auth_request /m; proxy_pass http://app; } "
       "location = /m { internal; proxy_pass http://app; }",
       2, true, "(auth_request, line "},
      {"mirror",
       "mirror /m; mirror /m; location / { proxy_pass http://app; } "
       "location = /m { internal; proxy_pass http://app; }",
       3, true, "(mirror, line "},
      {"post",
       "location / { post_action /m; proxy_pass http://app; } "
       "location /m { internal; proxy_pass http://app; }",
       2, true, "(post_action, line "},
      {"off",
       "mirror /m; location / { mirror off; proxy_pass http://app; } "
       "location = /m { internal; proxy_pass http://app; }",
       1, true, ""},
      {"elsewhere",
       "location / { auth_request /m; proxy_pass http://app; } "
       "location = /m { return 204; }",
       1, true, ""},
      {"again",
       "proxy_intercept_errors on; error_page 404 = @again; "
       "location / { proxy_pass http://app; } location @again { proxy_pass http://app; }",
       2, false, "(error_page, line "},
      {"own page",
       "error_page 404 /own; location / { proxy_pass http://app; } "
       "location = /own { return 200 x; }",
       1, true, ""},
  };
  for (const More& one : cases) {
    rig::Backends backends;
    rig::BackendOptions backend;
    backend.status = one.known ? 200 : 404;
    backends.add_many(servers, backend);
    auto nginx = start(upstream(backends, ""), one.server);
    ASSERT_TRUE(nginx) << nginx.error();
    const predict::Forecast forecast(nginx->config_text(), "[workload]\nrate = \"10/s\"\n", {},
                                     "nginx");
    EXPECT_DOUBLE_EQ(*forecast.pool().rate, 10.0 * (one.known ? double(one.each) : 1)) << one.name;
    const auto& grade = forecast.pool().grade;
    if (*one.given == '\0') {
      EXPECT_EQ(grade.exactness, predict::Exactness::exact) << one.name << grade.reason;
    } else {
      EXPECT_EQ(grade.exactness, predict::Exactness::exact_given) << one.name;
      EXPECT_NE(grade.reason.find(one.given), std::string::npos) << grade.reason;
    }
    rig::Client client(nginx->endpoint());
    for (std::size_t i = 0; i < picks_each; ++i) ASSERT_TRUE(client.get("/"));
    // The last ones may still be on their way when the client has its answer.
    ASSERT_TRUE(nginx->log_lines(picks_each));
    std::uint64_t came = 0;
    for (const std::uint64_t count : backends.counts()) came += count;
    EXPECT_LE(came, picks_each * one.each) << one.name;
    EXPECT_GE(came + one.each, picks_each * one.each) << one.name;
  }
}

}  // namespace
}  // namespace ek::differential::nginx
