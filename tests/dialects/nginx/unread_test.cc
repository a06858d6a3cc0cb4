// Includes that were not read: what they may hold is not missing.
#include <gtest/gtest.h>

#include <string>

#include "oracle.h"
#include "rig/temp_dir.h"

namespace ek::dialects::nginx::testing {
namespace {

// Its files are outside of every configuration here; the program reads them.
class Unread : public ::testing::Test {
 protected:
  void SetUp() override {
    outside.write("u.conf", "server 127.0.0.1:1;\n");
    outside.write("zone.conf", "zone u 64k;\n");
    outside.write("listen.conf", "listen 127.0.0.1:45502;\n");
    outside.write("least_conn.conf", "least_conn;\n");
    outside.write("empty.conf", "# nothing\n");
    outside.write("ssl-u.conf", "server 127.0.0.1:1;\n");
  }

  std::string include(const std::string& file) const {
    return "include " + (outside.path() / file).string() + ";";
  }

  void both_accept(const std::string& configuration) {
    const Opinions opinions = ask(configuration);
    if (is_silent(opinions)) return;
    EXPECT_TRUE(opinions.theirs) << opinions.explained;
    EXPECT_TRUE(opinions.ours) << opinions.explained;
  }

  rig::TempDir outside;
};

TEST_F(Unread, ServersMayStandThere) {
  for (const char* file : {"u.conf", "u.con[f]", "ssl-u.conf"}) {
    both_accept(in_http("upstream u { " + include(file) + " }"));
    both_accept(in_stream("upstream u { " + include(file) + " }"));
    both_accept(in_http("upstream u { server 127.0.0.1:2 backup; " + include(file) + " }"));
  }
  both_accept(in_http("upstream u { hash $uri; " + include("least_conn.conf") +
                      " server 127.0.0.1:1; server 127.0.0.1:2 backup; }"));
}

TEST_F(Unread, AZoneOrItsSizeMayStandThere) {
  both_accept(in_http("upstream u { zone u; server 127.0.0.1:1; } upstream v { " +
                      include("zone.conf") + " server 127.0.0.1:1; }"));
  const Reading reading = read_in_http(
      "upstream u { " + include("zone.conf") + " server localhost:1 resolve; }", version(1, 29, 8));
  EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
}

TEST_F(Unread, AListenLineMayStandThere) {
  both_accept(in_stream("server { " + include("listen.conf") + " proxy_pass 127.0.0.1:1; }"));
}

// The pool says it, and the configuration does not say it again; another pool is whole.
TEST_F(Unread, ThePoolAroundItIsKnownInPart) {
  const Reading reading = read_in_http("upstream u { server 127.0.0.1:1; " + include("u.conf") +
                                       " } upstream v { server 127.0.0.1:1; }");
  ASSERT_EQ(reading.config.pools.size(), 2u);
  EXPECT_TRUE(reading.config.pools[0].partly_unread());
  EXPECT_FALSE(reading.config.pools[1].partly_unread());
  EXPECT_TRUE(reading.config.depends.empty());
}

// By its name it holds no servers; what else it holds is not known.
TEST_F(Unread, DefinitionsMayStandInFilesThatHoldNoServers) {
  for (const char* file : {"ssl-a.conf", "ssl_a.conf", "ssl.conf", "options-ssl-a.conf", "a.types",
                           "proxy_params", "fastcgi-php.conf"}) {
    outside.write(file,
                  "log_format own $uri; limit_req_zone $uri zone=a:64k rate=1r/s;\n"
                  "limit_conn_zone $uri zone=b:64k; proxy_cache_path k keys_zone=d:64k;\n"
                  "map $uri $mine { default 1; }\n");
    both_accept(in_http(include(file) +
                        " server { access_log a.log own; limit_req zone=a; limit_conn b 1;\n"
                        "proxy_cache d; add_header x $mine; location / { proxy_pass "
                        "http://127.0.0.1:1; } }"));
  }
}

// The program's own files define nothing, nor does what stands among data.
TEST_F(Unread, StockFilesDefineNothing) {
  for (const char* text : {"include /nonexistent/mime.types;", "include /nonexistent/koi-utf;",
                           "server { include /nonexistent/fastcgi_params; }",
                           "types { include /nonexistent/more; }"}) {
    const std::string all =
        said(read_in_http(std::string(text) + " server { access_log a own; limit_req zone=z; }"));
    EXPECT_NE(all.find("unknown log format"), std::string::npos) << all;
    EXPECT_NE(all.find("no line defines the limit_req zone"), std::string::npos) << all;
  }
}

Reading read_fragment(const rig::TempDir& folder, const std::string& text) {
  const std::vector<std::string> paths{folder.write("site.conf", text)};
  auto reading = find("nginx")->read(paths, {});
  EXPECT_TRUE(reading);
  return reading ? std::move(*reading) : Reading{};
}

// A file of conf.d: its relative paths start at a folder that it does not tell.
TEST_F(Unread, AFragmentsRelativePathsLeadElsewhere) {
  for (const char* path : {"snippets/loc.conf", "snippets/*.conf", "*.none"}) {
    const Reading reading = read_fragment(
        outside, "upstream u { include " + std::string(path) + "; }\nserver { listen 80; include " +
                     path + "; access_log a own; location / { proxy_pass http://u; } }\n");
    EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
    EXPECT_NE(said(reading).find("is not read: its path starts at the folder of nginx.conf"),
              std::string::npos)
        << said(reading);
    ASSERT_EQ(reading.config.pools.size(), 1u);
    EXPECT_TRUE(reading.config.pools[0].partly_unread());
  }
  const Reading beside = read_fragment(outside, "upstream u { include u.conf; }\n");
  EXPECT_FALSE(beside.config.pools[0].partly_unread());
  const Reading absolute = read_fragment(
      outside, "server { include " + (outside.path() / "none.conf").string() + "; }\n");
  EXPECT_TRUE(absolute.diagnostics.has_errors());
}

// http refuses it for certain; so the file stands in stream, if anywhere.
TEST_F(Unread, AServerThatReturnsTextIsOfStream) {
  const std::string server = "server { listen 127.0.0.1:8098; return $remote_addr; }";
  both_accept(in_stream(server));
  const Reading reading = read_fragment(outside, server);
  EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
  ASSERT_EQ(reading.config.listeners.size(), 1u);
  EXPECT_EQ(reading.config.listeners[0].layer, model::Layer::tcp);
  EXPECT_FALSE(read_fragment(outside, "listen 127.0.0.1:8098; return $remote_addr;")
                   .diagnostics.has_errors());
  for (const char* http : {"server { return 404; }", "server { return https://a.example$uri; }"})
    EXPECT_EQ(read_fragment(outside, http).config.listeners[0].layer, model::Layer::http) << http;
  EXPECT_TRUE(read_fragment(outside, "server { location / { return $remote_addr; } }")
                  .diagnostics.has_errors());
}

// What was read and holds nothing is no excuse.
TEST_F(Unread, WhatWasReadIsStillMissing) {
  const auto file = outside.write(
      "nginx.conf", "events { }\nhttp { upstream u { include empty.conf; include none*; } }\n");
  const std::vector<std::string> paths{file};
  const auto reading = find("nginx")->read(paths, {});
  ASSERT_TRUE(reading);
  EXPECT_NE(said(*reading).find("no servers are inside upstream \"u\""), std::string::npos);
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
