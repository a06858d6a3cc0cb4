// Picks recorded from the running HAProxy 2.4.0, 2.6.12, 2.8.0, 3.0.0, 3.2.0, 3.3.0 and 3.4.0, one
// thread: what changed between them. (Debian has 2.6.12 alone, so CI cannot ask the others.)
#include <gtest/gtest.h>

#include <map>

#include "dialects/dialect.h"
#include "predict/balancer.h"

namespace ek::predict::haproxy {
namespace {

using Texts = std::vector<std::string>;

const Texts versions_all{"2.4.0", "2.6.12", "2.8.0", "3.0.0", "3.2.0", "3.3.0", "3.4.0"};

// Four servers of weights 3, 1, 2 and 5 at 127.0.0.2 … 127.0.0.5, ports 18081 … 18084.
std::string four_servers(const Texts& options = Texts(4), const std::string& last = "127.0.0.5") {
  return " server s1 127.0.0.2:18081 weight 3 " + options[0] +
         "\n server s2 127.0.0.3:18082 weight 1 " + options[1] +
         "\n server s3 127.0.0.4:18083 weight 2 " + options[2] + "\n server s4 " + last +
         ":18084 weight 5 " + options[3] + "\n";
}

model::Request to(const std::string& target) {
  model::Request request;
  request.source = "10.0.0.7";
  request.target = target;
  return request;
}

std::vector<model::Request> targets(const Texts& texts) {
  std::vector<model::Request> requests;
  for (const std::string& text : texts) requests.push_back(to(text));
  return requests;
}

std::vector<model::Request> items() {
  std::vector<model::Request> requests;
  for (int i = 1; i <= 16; ++i) requests.push_back(to("/item/" + std::to_string(i)));
  return requests;
}

std::vector<model::Request> from(const Texts& sources) {
  std::vector<model::Request> requests;
  for (const std::string& source : sources) {
    requests.push_back(to("/"));
    requests.back().source = source;
  }
  return requests;
}

struct Weighed {
  ServerIndex server;
  std::uint32_t weight;
};

// The servers of requests one after another; weights that change in front of some of them.
std::string picks(const std::string& version, const std::string& backend,
                  const std::vector<model::Request>& requests,
                  const std::map<std::size_t, Weighed>& changes = {}) {
  dialects::ReadOptions options;
  options.version = model::parse_version(version);
  const auto reading = dialects::find("haproxy")->read_text(
      "haproxy.cfg", "global\n nbthread 1\ndefaults\n mode http\nbackend app\n" + backend, options);
  if (reading.diagnostics.has_errors()) return "refused";
  auto balancer = make_balancer({reading.config.program, reading.config.pools.at(0)}, {});
  if (!balancer) return balancer.error().message;
  std::string text;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (const auto change = changes.find(i); change != changes.end())
      (*balancer)->set_weight(change->second.server, change->second.weight);
    Dispatch dispatch;
    std::vector<Started> started;
    (*balancer)->dispatch(i, requests[i], 0.001 * static_cast<double>(i), dispatch);
    (*balancer)->finish(i, 0.001 * static_cast<double>(i), started);
    text += (i == 0 ? "s" : " s") + std::to_string(dispatch.server + 1);
  }
  return text;
}

constexpr const char* ring = " balance uri\n hash-type consistent\n";

TEST(Versions, TheRingOf30To32IsAnother) {
  const std::string others = "s4 s4 s3 s4 s3 s1 s4 s3 s4 s4 s4 s4 s4 s4 s1 s4";
  const std::string theirs = "s1 s1 s4 s3 s1 s1 s3 s1 s2 s4 s4 s4 s3 s2 s2 s2";
  for (const std::string& version : versions_all)
    EXPECT_EQ(picks(version, ring + four_servers(), items()),
              version == "3.0.0" || version == "3.2.0" ? theirs : others)
        << version;
}

TEST(Versions, ARingOfAddresses) {
  for (const char* version : {"3.0.0", "3.2.0", "3.3.0", "3.4.0"}) {
    EXPECT_EQ(picks(version, ring + four_servers(Texts(4, "hash-key addr"), "[::1]"), items()),
              "s1 s1 s3 s3 s3 s1 s3 s4 s1 s1 s4 s2 s4 s4 s1 s1")
        << version;
    EXPECT_EQ(picks(version, ring + four_servers(Texts(4, "hash-key addr-port"), "[::1]"), items()),
              "s4 s4 s2 s2 s1 s4 s4 s3 s4 s3 s4 s1 s4 s2 s4 s4")
        << version;
  }
}

TEST(Versions, ARingOfWholeIdsAndOfGuids) {
  EXPECT_EQ(picks("3.4.0", ring + four_servers(Texts(4, "hash-key id32")), items()),
            "s1 s1 s1 s1 s4 s3 s3 s3 s4 s1 s4 s1 s1 s4 s1 s1");
  const Texts guids{"hash-key guid guid a", "hash-key guid guid front-end-of-the-shop:1",
                    "hash-key guid guid 12345678", "hash-key guid"};
  EXPECT_EQ(picks("3.4.0", ring + four_servers(guids), items()),
            "s4 s4 s4 s4 s4 s1 s4 s1 s2 s4 s4 s1 s1 s4 s1 s3");
  EXPECT_EQ(picks("3.3.0", ring + four_servers(guids), items()), "refused");
}

TEST(Versions, NoneReadsTheKeyAsANumber) {
  const auto keys = targets({"/?p=0", "/?p=1", "/?p=2", "/?p=10", "/?p=11", "/?p=-1", "/?p=+7",
                             "/?p=abc", "/?p=9x", "/?p=99999999999999999999", "/?p=4294967297",
                             "/?p=-99999999999999999999"});
  for (const char* version : {"3.0.0", "3.2.0", "3.3.0", "3.4.0"})
    EXPECT_EQ(
        picks(version, " balance url_param p\n hash-type map-based none\n" + four_servers(), keys),
        "s1 s2 s4 s4 s1 s1 s1 s1 s3 s1 s2 s1")
        << version;
}

// A number that is no text has no digits in it before 3.4.
TEST(Versions, NoneReadsNumbersFrom34On) {
  Texts paths;
  for (std::size_t i = 0; i < 16; ++i) paths.push_back("/" + std::string(i, 'x'));
  const std::string backend =
      " balance hash path,length\n hash-type map-based none\n" + four_servers();
  for (const char* version : {"3.0.0", "3.2.0", "3.3.0"})
    EXPECT_EQ(picks(version, backend, targets(paths)),
              "s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1")
        << version;
  EXPECT_EQ(picks("3.4.0", backend, targets(paths)),
            "s2 s4 s1 s4 s3 s4 s1 s4 s3 s4 s1 s2 s4 s1 s4 s3");
}

struct Changed {
  const char* before;  // 2.6.12, 2.8.0
  const char* after;   // 3.0.0 and later
};

void expect_changed(const std::string& backend, const std::vector<model::Request>& requests,
                    const Changed& expected) {
  for (const char* version : {"2.6.12", "2.8.0"})
    EXPECT_EQ(picks(version, backend + four_servers(), requests), expected.before) << version;
  for (const char* version : {"3.0.0", "3.2.0", "3.3.0", "3.4.0"})
    EXPECT_EQ(picks(version, backend + four_servers(), requests), expected.after) << version;
}

TEST(Versions, TooFewBytesAreAllBytes) {
  expect_changed(" balance hash path,bytes(2,6)\n",
                 targets({"/a", "/ab", "/abc", "/abcd", "/abcde", "/abcdef", "/abcdefg",
                          "/abcdefgh", "/xyz", "/xyzzy", "/ax", "/bx"}),
                 {"s1 s4 s3 s4 s4 s4 s1 s1 s2 s3 s4 s4", "s1 s4 s1 s1 s3 s2 s1 s1 s4 s4 s4 s2"});
}

TEST(Versions, AWordThatIsNotThereIsNoKey) {
  expect_changed(
      " balance hash path,word(3,/)\n",
      targets({"/a", "/a/b", "/a/b/c", "/a", "/a", "/b/b/c", "/a/b/d", "/a", "/x", "/y/z"}),
      {"s1 s1 s1 s1 s1 s1 s2 s1 s1 s1", "s1 s2 s1 s4 s1 s1 s2 s4 s3 s4"});
}

TEST(Versions, MoreFormsOfIpv6AreAnIpv4Address) {
  expect_changed(" balance hash src,ipmask(24)\n",
                 from({"10.0.0.7", "::1", "::1", "::10.0.0.9", "2002:a00:9::1", "2001:db8::1",
                       "2001:db8::1", "::ffff:10.0.0.9", "10.1.0.7"}),
                 {"s1 s1 s2 s4 s1 s4 s3 s1 s4", "s1 s1 s1 s1 s1 s1 s2 s1 s4"});
  expect_changed(" balance roundrobin\n stick-table type ip size 1k\n stick on src\n",
                 from({"::1", "10.0.0.7", "::1", "2002:a00:7::1", "::ffff:10.0.0.7", "2001:db8::1",
                       "2001:db8::1", "::1"}),
                 {"s4 s1 s4 s3 s1 s4 s1 s4", "s4 s1 s4 s1 s1 s4 s3 s4"});
}

TEST(Versions, AChangedWeightPlacesTheServerAnewFrom32On) {
  const std::map<std::size_t, Weighed> changes{{5, {1, 4}}, {14, {3, 1}}, {26, {0, 9}}};
  const std::string before =
      "s4 s1 s4 s3 s4 s1 s4 s2 s3 s4 s1 s2 s4 s2 s1 s3 s2 s1 s2 s3 "
      "s1 s2 s1 s4 s2 s3 s1 s2 s1 s1 s3 s2 s1 s1 s4 s2 s1 s1 s3 s1";
  const std::string after =
      "s4 s1 s4 s3 s4 s1 s4 s2 s3 s4 s1 s2 s4 s1 s2 s3 s2 s1 s2 s3 "
      "s1 s2 s4 s2 s1 s3 s1 s2 s1 s1 s3 s2 s1 s4 s1 s2 s1 s1 s3 s1";
  for (const std::string& version : versions_all)
    EXPECT_EQ(
        picks(version, " balance roundrobin\n" + four_servers(), targets(Texts(40, "/")), changes),
        version < "3.2" ? before : after)
        << version;
}

// Where requests are that are not answered: "s1" at a server, "-" waiting.
std::string held(const char* version, const std::string& backend, const Texts& paths) {
  dialects::ReadOptions options;
  options.version = model::parse_version(version);
  const auto reading = dialects::find("haproxy")->read_text(
      "haproxy.cfg", "defaults\n mode http\nbackend app\n" + backend, options);
  auto balancer = make_balancer({reading.config.program, reading.config.pools.at(0)}, {});
  if (!balancer) return balancer.error().message;
  std::vector<ServerIndex> where(paths.size(), no_server);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    Dispatch dispatch;
    (*balancer)->dispatch(i, to(paths[i]), static_cast<double>(i), dispatch);
    if (dispatch.outcome == Outcome::placed) where[i] = dispatch.server;
    for (const Started& started : dispatch.started) where[started.request] = started.server;
  }
  std::string text;
  for (const ServerIndex server : where)
    text += (text.empty() ? "" : " ") +
            (server == no_server ? std::string("-") : "s" + std::to_string(server + 1));
  return text;
}

// The third request raises the limit to two: from 3.2 on the one that waits is let go at once.
TEST(Versions, WhoJoinsAQueueLooksAtItFrom32On) {
  const std::string backend =
      " balance uri\n fullconn 3\n server s1 127.0.0.1:80 minconn 1 maxconn 2\n";
  for (const char* version : {"2.6.12", "3.0.0"})
    EXPECT_EQ(held(version, backend, {"/1", "/2", "/3"}), "s1 - -") << version;
  for (const char* version : {"3.2.0", "3.3.0", "3.4.0"})
    EXPECT_EQ(held(version, backend, {"/1", "/2", "/3"}), "s1 s1 -") << version;
}

TEST(Versions, AnAffinityThatEnds) {
  const auto four = [](const char* version, const std::string& affinity) {
    const std::string limits = " maxconn 1 maxqueue 1\n";
    return held(version,
                std::string(ring) + " hash-preserve-affinity " + affinity +
                    "\n server s1 127.0.0.1:20201" + limits + " server s2 127.0.0.1:20202" + limits,
                {"/x", "/x?2", "/x?3", "/x?4"});
  };
  EXPECT_EQ(four("3.2.0", "always"), "s1 - - -");
  EXPECT_EQ(four("3.2.0", "maxconn"), "s1 s2 - -");
  EXPECT_EQ(four("3.2.0", "maxqueue"), "s1 - s2 -");
  EXPECT_EQ(four("3.4.0", "always"), "s2 - - -");
  EXPECT_EQ(four("3.4.0", "maxconn"), "s2 s1 - -");
  EXPECT_EQ(four("3.4.0", "maxqueue"), "s2 - s1 -");
}

}  // namespace
}  // namespace ek::predict::haproxy
