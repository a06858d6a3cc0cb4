// What is said of numbers, addresses and marks that do not mean what they seem to.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

bool says(const Reading& reading, std::string_view part) {
  return said(reading).find(part) != std::string::npos;
}

Reading server(const std::string& words) {
  return read("backend b\n server s " + words + "\n");
}

// The real program starts with each of them, so they are warnings; none becomes a huge number.
TEST(Words, NumbersOutOfRangeAreWarnedOfAndCut) {
  const Reading below = server("10.0.0.1:80 maxconn -1");
  EXPECT_TRUE(says(below, "warning:2: maxconn -1 is out of range")) << said(below);
  EXPECT_EQ(below.config.pools[0].servers[0].maxconn.value, 0u);
  const Reading above = server("10.0.0.1:80 maxqueue 5000000000");
  EXPECT_TRUE(says(above, "maxqueue 5000000000 is out of range")) << said(above);
  EXPECT_EQ(above.config.pools[0].servers[0].extras->maxqueue.value, std::uint32_t{INT32_MAX});
  for (const char* line : {" fullconn -1", " retries -1", " hash-balance-factor 5000000000",
                           " balance uri len 5000000000", " option redispatch 5000000000"}) {
    const Reading reading = read("backend b\n mode http\n" + std::string(line) + "\n");
    EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
    EXPECT_LE(reading.config.pools[0].limits.fullconn.value, std::uint32_t{INT32_MAX});
    EXPECT_LE(reading.config.pools[0].balance.key.value.length_max, std::uint32_t{INT32_MAX});
  }
  EXPECT_TRUE(says(read("global\n maxconn -1\n"), "maxconn -1 is out of range"));
  EXPECT_TRUE(says(read("global\n nbthread 5000000000\n"), "error:2: nbthread 5000000000"));
}

TEST(Words, AnAddressThatIsNone) {
  EXPECT_TRUE(says(server("10.0.0:80"), "warning:2: HAProxy takes this address for 10.0.0.0"));
  EXPECT_TRUE(
      says(server("10.0.0.300"), "error:2: \"10.0.0.300\" is neither an address nor a name"));
  EXPECT_TRUE(says(server("a:b:80"), "error:2: \"a:b\" is neither an address nor a name"));
  EXPECT_EQ(said(server("web1.example.com:80")), "");
  EXPECT_EQ(said(server("10.0.0.30:80")), "");
}

TEST(Words, AByteOrderMarkIsNamedOnce) {
  const Reading reading = read(
      "\xEF\xBB\xBF"
      "defaults\n mode http\nbackend b\n server s 10.0.0.1:80\n");
  EXPECT_EQ(said(reading), "error:1: this file begins with a byte order mark (BOM)\n");
  EXPECT_EQ(reading.config.pools.size(), 1u);
  EXPECT_TRUE(
      printed(reading).starts_with("\xEF\xBB\xBF"
                                   "defaults"));
}

// Manual 2.9, hash-type: the function "none".
TEST(Words, HashTypeNoneCameWith29) {
  const std::string text = "backend b\n balance source\n hash-type map-based none\n";
  EXPECT_TRUE(read(text, {model::Version{2, 8, 0}, {}}).diagnostics.has_errors());
  EXPECT_FALSE(read(text, {model::Version{2, 9, 0}, {}}).diagnostics.has_errors());
  const auto diagnostics = read(text, {model::Version{2, 8, 0}, {}}).diagnostics;
  EXPECT_NE(diagnostics.all()[0].hint.find("from 2.9"), std::string::npos);
}

TEST(Words, AVariableMissingInAnAddress) {
  EXPECT_TRUE(says(server("\"${HOST}:80\""), "warning:2: the environment variable HOST"));
  EXPECT_TRUE(says(server("10.0.0.1:80 weight \"${W}\""), "note:2: the environment variable W"));
  EXPECT_TRUE(says(read("backend b\n cookie \"${HOST}\"\n server s \"${HOST}:80\"\n"),
                   "warning:3: the environment variable HOST"));
}

// What hash-key makes of the ring is computed; nothing is left to say.
TEST(Words, HashKeyIsNoDependency) {
  const Reading reading = read(
      "backend b\n balance source\n hash-type consistent\n server s 10.0.0.1:80 hash-key addr\n",
      {model::Version{3, 0, 0}, {}});
  EXPECT_TRUE(reading.config.depends.empty());
}

TEST(Values, AVariableOutsideOfQuotesIsSaidToNeedThem) {
  const Reading reading = read("global\n maxconn ${MAX}\nbackend b\n timeout server ${TIME}\n");
  ASSERT_EQ(reading.diagnostics.all().size(), 2u) << said(reading);
  EXPECT_TRUE(reading.diagnostics.all()[0].hint.ends_with("write \"${MAX}\""));
  EXPECT_TRUE(reading.diagnostics.all()[1].hint.ends_with("write \"${TIME}\""));
}

TEST(Values, WhatFollowsAUnitIsNotLookedAt) {
  const Reading reading =
      read("backend b\n timeout queue 50sec\n server s 10.0.0.1:1 slowstart 2min\n");
  EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
  const model::Pool& pool = reading.config.pools.at(0);
  EXPECT_EQ(pool.limits.queue_timeout.value, std::chrono::seconds(50));
  EXPECT_EQ(pool.servers.at(0).extras->slowstart.value, std::chrono::minutes(2));
}

// The lines of a section that is not known are not held against the one above.
TEST(Words, OfAMisspeltSectionIsSaidOnce) {
  for (const char* word : {"bakend", "fronted", "defalts", "listn"}) {
    const std::string lines =
        std::string(word) + " app\n bind :1\n balance roundrobin\n server s 127.0.0.1:1\n";
    EXPECT_EQ(said(read(lines)), fmt::format("error:1: \"{}\" begins no section\n", word));
    EXPECT_EQ(said(read("global\n maxconn 9\n" + lines + "backend b\n nonsense\n")),
              fmt::format("error:3: \"{}\" begins no section\n"
                          "error:8: \"nonsense\" is not a keyword of a backend section\n",
                          word));
  }
  EXPECT_EQ(said(read("backend b\n sever s 127.0.0.1:1\n")),
            "error:2: \"sever\" is not a keyword of a backend section\n");
}

}  // namespace
}  // namespace ek::dialects::haproxy
