// Persistence cookies with dates (maxidle, maxlife) against the running HAProxy: who comes back to
// the server of the cookie, and who is dealt anew.
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "differential/haproxy/run.h"

namespace ek::differential {
namespace {

const std::vector<ServerPlan> two_servers{{"cookie ca", ""}, {"cookie cb", ""}};

// As the program writes it: Unix time over 4, in five characters.
std::string date(std::int64_t unix_s) {
  static constexpr const char* digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 6) text += digits[(unix_s / 4 >> shift) & 63];
  return text;
}

// Far from every limit, so that a slow machine does not decide: limits are 1000 and 3000 seconds.
std::vector<std::string> values_at(std::int64_t now) {
  constexpr std::int64_t day = 86400;
  const std::string fresh = date(now);
  std::vector<std::string> values{"cb", "cb|", "cb|xx", "cb|!!!!!", "cb|AAAAA", "zz|" + fresh};
  for (const std::int64_t age :
       {0L, 900L, 1100L, 2900L, 3100L, 3 * day, -900L, -day + 900, -day - 900}) {
    values.push_back("cb|" + date(now - age));
    values.push_back("cb|" + date(now - age) + "more");
    values.push_back("cb|" + fresh + "|" + date(now - age));
    values.push_back("cb||" + date(now - age));
    values.push_back("cb|" + date(now - age) + "|" + fresh + "|x");
  }
  return values;
}

void compare(const std::string& cookie) {
  rig::Backends backends;
  backends.add_many(2);
  // Who is dealt anew gets the first server; the cookie means the second.
  auto started =
      Pair::start("balance first\ncookie C " + cookie + "\n" + server_lines(backends, two_servers));
  ASSERT_TRUE(started) << started.error();
  Pair& pair = **started;
  predict::RequestId id = 0;
  std::size_t kept = 0, values = 0;
  for (const std::string& value : values_at(std::time(nullptr))) {
    model::Request request;
    request.cookies = {{"C", value}};
    request.timed = true;
    request.time_s = static_cast<double>(std::time(nullptr));
    predict::Dispatch ours;
    pair.balancer().dispatch(id, request, request.time_s, ours);
    rig::ConnectOptions options;
    options.proxy_source = "10.0.0.7";
    rig::Client client(pair.program().endpoint(), options);
    rig::Request sent;
    sent.headers = {{"Cookie", "C=" + value}};
    const auto theirs = client.pick(rig::request_text(sent));
    ASSERT_TRUE(theirs) << theirs.error();
    EXPECT_EQ(pair.name(ours.server), *theirs) << cookie << " of " << value;
    std::vector<predict::Started> let_go;
    pair.balancer().finish(id++, request.time_s, let_go);
    ++values;
    if (ours.server == 1) ++kept;
  }
  EXPECT_EQ(pair.balancer().doubt(), "");
  EXPECT_GT(kept, 0u);
  EXPECT_LT(kept, values);
}

TEST(CookieDates, ACookieRunsOutAsInTheProgram) {
  for (const char* cookie : {"insert", "insert maxidle 1000", "insert maxlife 50m",
                             "insert indirect nocache maxidle 1000s maxlife 3000",
                             "rewrite maxidle 1000", "prefix maxidle 1000", "maxlife 3000"})
    compare(cookie);
}

// Without the time of day a date says nothing.
TEST(CookieDates, ADateIsDoubtWhereTheTimeIsNotKnown) {
  rig::Backends backends;
  backends.add_many(2);
  auto started = Pair::start("balance first\ncookie C insert maxidle 1000\n" +
                             server_lines(backends, two_servers));
  ASSERT_TRUE(started) << started.error();
  predict::Balancer& balancer = (*started)->balancer();
  predict::Dispatch dispatch;
  model::Request request;
  request.cookies = {{"C", "cb"}};
  balancer.dispatch(1, request, 5, dispatch);
  EXPECT_EQ(balancer.doubt(), "");
  request.cookies = {{"C", "cb|AbCdE"}};
  balancer.dispatch(2, request, 5, dispatch);
  EXPECT_NE(balancer.doubt().find("since 1970"), std::string_view::npos) << balancer.doubt();
}

}  // namespace
}  // namespace ek::differential
