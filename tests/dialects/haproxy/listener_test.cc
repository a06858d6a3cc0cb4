// What a listener holds at once, and what a section answers without a server.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

const model::Listener& listener(const Reading& reading) {
  return reading.config.listeners.at(0);
}

std::uint32_t sockets(const std::string& binds) {
  return listener(read("frontend f\n" + binds)).sockets_maxconn.value;
}

TEST(Listener, SocketsAddUpWhereEachHasALimit) {
  EXPECT_EQ(sockets(" bind :80 maxconn 8\n"), 8u);
  EXPECT_EQ(sockets(" bind :80,:81 maxconn 8\n bind :82 maxconn 5\n"), 21u);
  EXPECT_EQ(sockets(" bind :8000-8009 maxconn 8\n"), 80u);
  EXPECT_EQ(sockets(" bind :80 maxconn 8\n bind :81\n"), 0u);
  EXPECT_EQ(sockets(" bind :80 maxconn 0\n"), 0u);
}

TEST(Listener, MaxconnIsInherited) {
  const auto reading = read("defaults\n maxconn 300\nfrontend f\n bind :80\n disabled\n");
  EXPECT_EQ(listener(reading).maxconn.value, 300u);
  EXPECT_EQ(listener(reading).maxconn.at.line, 2u);
  EXPECT_TRUE(listener(reading).disabled.value);
}

bool shares(const std::string& bind, model::Version version = {2, 6, 12}) {
  return listener(read("frontend f\n mode http\n bind " + bind + "\n", {version, {}}))
      .shares_connections;
}

TEST(Listener, Http2LetsRequestsShareAConnection) {
  EXPECT_FALSE(shares(":80"));
  EXPECT_FALSE(shares(":443 ssl crt x.pem"));
  EXPECT_TRUE(shares(":443 ssl crt x.pem", {2, 8, 0}));
  EXPECT_FALSE(shares(":443 ssl crt x.pem no-alpn", {2, 8, 0}));
  EXPECT_TRUE(shares(":443 ssl crt x.pem alpn h2,http/1.1"));
  EXPECT_FALSE(shares(":443 ssl crt x.pem alpn http/1.1", {2, 8, 0}));
  EXPECT_TRUE(shares(":80 proto h2"));
}

model::OwnAnswers answers(const std::string& lines, const std::string& before = "") {
  return read(before + "backend b\n mode http\n" + lines).config.pools.at(0).answers.value;
}

TEST(OwnAnswers, ARuleWithoutAConditionAnswersEverything) {
  using enum model::OwnAnswers;
  EXPECT_EQ(answers(" http-request return status 200 content-type text/plain string ok\n"), all);
  EXPECT_EQ(answers(" http-request deny\n"), all);
  EXPECT_EQ(answers(" redirect location /x\n"), all);
  EXPECT_EQ(answers(" http-request return status 200 if TRUE\n"), all);
  EXPECT_EQ(answers(" http-request deny unless FALSE\n"), all);
  EXPECT_EQ(answers(" http-request deny unless FALSE\n acl FALSE path /x\n"), some);
  EXPECT_EQ(answers(" http-request auth if TRUE\n"), none);
  EXPECT_EQ(answers(" stats uri /\n"), all);
  EXPECT_EQ(answers(" stats uri /stats\n"), some);
  EXPECT_EQ(answers(" http-request deny if { path /x }\n"), some);
  EXPECT_EQ(answers(" http-request set-header a b\n"), none);
  EXPECT_EQ(answers("", "defaults d\n mode http\n http-request deny if TRUE\n"), all);
  EXPECT_EQ(answers(" mode tcp\n http-request deny\n"), none) << "has no effect there";
}

TEST(OwnAnswers, APageForErrorsIsItsOwn) {
  using enum model::OwnAnswers;
  EXPECT_EQ(answers(" errorfile 503 /etc/maintenance.http\n"), pages);
  EXPECT_EQ(answers(" errorfile 404 /etc/none.http\n"), none);
  EXPECT_EQ(answers(" http-error status 503 content-type text/plain string sorry\n"), pages);
  EXPECT_EQ(answers("", "defaults\n errorfile 503 /etc/haproxy/errors/503.http\n"), none)
      << "everybody's page is no sign that this section is meant to answer with it";
}

}  // namespace
}  // namespace ek::dialects::haproxy
