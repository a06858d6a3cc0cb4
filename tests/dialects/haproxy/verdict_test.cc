// What the real program accepts gives no error here, and what it refuses gives one: a table of
// single lines, tried in a configuration that is otherwise sound.
#include <gtest/gtest.h>

#include "reading.h"
#include "rig/haproxy.h"

namespace ek::dialects::haproxy {
namespace {

constexpr const char* frame =
    "defaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
    "frontend zz\n bind 127.0.0.1:9\n default_backend b\n";

void agree(const std::string& lines) {
  const std::string text = frame + lines;
  const auto real = rig::haproxy_check(text);
  ASSERT_TRUE(real) << real.error();
  const Reading reading = read(text);
  EXPECT_EQ(!reading.diagnostics.has_errors(), real->accepted)
      << lines << "\nHAProxy: " << real->output << "\nhere: " << said(reading);
}

TEST(Verdict, Sections) {
  for (const char* lines : {"backend b c\n server s 127.0.0.1:1\n",
                            "backend b\nbackend b\n",
                            "backend b\nlisten b\n bind :9\n",
                            "backend b\nfrontend b\n bind :9\n",
                            "backend b\nfrontend f :80\n bind :9\n",
                            "backend b\nbackend\n",
                            "backend b\nbackend a!b\n",
                            "backend b from x\n",
                            "defaults x\ndefaults x\nbackend b from x\n",
                            "defaults x\nbackend b from x\n",
                            "backend b\ndefaults y from x\n",
                            "backend b\nnonsense\n",
                            "backend b\n no balance\n",
                            "backend b\n no option redispatch\n",
                            "backend b\nno backend c\n",
                            "backend b\n\"\" ignored\n",
                            "backend \"b\"\n",
                            "backend b\n [scope]\n",
                            "backend b\nglobal\n nonsense 1\n",
                            "backend b\nglobal\n nbthread 0\n",
                            "backend b\nglobal\n maxconn x\n",
                            "backend b\nuserlist\n",
                            "backend b\nuserlist u\n user a insecure-password b\n",
                            "backend b\n server s 127.0.0.1:1\n disabled\n",
                            "backend b\n mode nonsense\n",
                            "backend b\n mode http\n"})
    agree(lines);
}

// Addresses take variables outside quotes too; any other word takes a dollar as it is.
TEST(Verdict, VariablesInAddresses) {
  for (const char* lines : {"global\n setenv P 81\nbackend b\n server s 127.0.0.1:${P}\n",
                            "global\n setenv P 81\nbackend b\n server s 127.0.0.1:$P\n",
                            "global\n setenv P 81\nbackend b\n server s '127.0.0.1:${P}'\n",
                            "global\n setenv P x1\nbackend b\n server s 127.0.0.1:${P}\n",
                            "global\n setenv P 81\nbackend b\n server s 127.0.0.1:${P-82}\n",
                            "global\n setenv P 81\nbackend b\n server s 127.0.0.1:${P\n",
                            "global\n setenv A 127.0.0.1\nlisten b\n bind ${A}:9\n",
                            "global\n setenv W 10\nbackend b\n server s 127.0.0.1:1 weight $W\n"})
    agree(lines);
}

TEST(Verdict, Servers) {
  for (const char* words : {"127.0.0.1:1 weight 0",
                            "127.0.0.1:1 weight 256",
                            "127.0.0.1:1 weight 257",
                            "127.0.0.1:1 weight -1",
                            "127.0.0.1:1 weight abc",
                            "127.0.0.1:1 weight 5x",
                            "127.0.0.1:1 weight",
                            "127.0.0.1:1 maxconn abc",
                            "127.0.0.1:1 maxconn -5",
                            "127.0.0.1:1 inter 0",
                            "127.0.0.1:1 inter 5x",
                            "127.0.0.1:1 inter",
                            "127.0.0.1:1 inter 1500us",
                            "127.0.0.1:1 id 0",
                            "127.0.0.1:1 id 4294967297",
                            "127.0.0.1:1 id 2147483648",
                            "127.0.0.1:1 id 5x",
                            "127.0.0.1:1 rise 0",
                            "127.0.0.1:1 fall 1000",
                            "127.0.0.1:1 slowstart 5x",
                            "127.0.0.1:1 slowstart 10",
                            "127.0.0.1",
                            "*:80",
                            ":80",
                            "127.0.0.1:+80",
                            "127.0.0.1:70000",
                            "127.0.0.1:0",
                            "127.0.0.1:80-90",
                            "127.0.0.1:x",
                            "::1:80",
                            "[::1]:80",
                            "/tmp/x.sock",
                            "unix@/tmp/x",
                            "abns@x",
                            "ipv4@127.0.0.1:80",
                            "127.0.0.1:1 cookie",
                            "127.0.0.1:1 disabled enabled",
                            "127.0.0.1:1 nonsense",
                            "127.0.0.1:1 backup no-backup",
                            "127.0.0.1:1 minconn 5 maxconn 3",
                            "127.0.0.1:1 agent-check",
                            "127.0.0.1:1 agent-check agent-port 9",
                            "127.0.0.1:1 track s0",
                            "127.0.0.1:1 track none/s",
                            "127.0.0.1:1 track c0",
                            "127.0.0.1:1 track s",
                            "127.0.0.1:1 track b/s",
                            "127.0.0.1:1 track t\n server t 127.0.0.1:2 track s",
                            "127.0.0.1:1 track t\n server t 127.0.0.1:2 track c0",
                            "127.0.0.1:1 check track c0",
                            "127.0.0.1:1 id 7",
                            "127.0.0.1:1 source 127.0.0.1",
                            "127.0.0.1:1 resolve-prefer ipv4",
                            "127.0.0.1:1 init-addr none",
                            "127.0.0.1:1 on-error mark-down observe layer4 error-limit 3"})
    agree(std::string("backend b\n server c0 127.0.0.1:2 check id 7\n server s ") + words + "\n");
}

TEST(Verdict, ServerLinesOfOtherShapes) {
  for (const char* lines :
       {" server s\n", " server\n", " server s!x 127.0.0.1:1\n",
        " server s 127.0.0.1:1\n server s 127.0.0.1:2\n", " default-server id 5\n",
        " default-server cookie x\n", " default-server 127.0.0.1\n",
        " default-server weight 5 nonsense\n", " default-server weight 5\n",
        " server-template s 3 127.0.0.1:1\n", " server-template s 0 127.0.0.1:1\n",
        " server-template s 5-3 127.0.0.1:1\n", " server-template s 2-4 127.0.0.1:1\n",
        " server-template s x 127.0.0.1:1\n",
        " server-template s 1-2 127.0.0.1:1\n server s2 127.0.0.1:1\n",
        " server-template s 2 127.0.0.1:1 id 7\n", " server-template s 2\n"})
    agree(std::string("backend b\n") + lines);
}

TEST(Verdict, Balance) {
  for (const char* line : {"balance",
                           "balance nonsense",
                           "balance random(0)",
                           "balance random(x)",
                           "balance random()",
                           "balance random(3",
                           "balance random(3)",
                           "balance randomly",
                           "balance uri",
                           "balance uri len 0",
                           "balance uri len 3 depth 2 whole path-only",
                           "balance uri nonsense",
                           "balance url_param",
                           "balance url_param x check_post",
                           "balance url_param x y",
                           "balance hdr()",
                           "balance hdr(x)",
                           "balance hdr(x) use_domain_only",
                           "balance hdr(x) y",
                           "balance hash src",
                           "balance hash",
                           "balance hash src x",
                           "balance roundrobin x",
                           "balance source x",
                           "balance first",
                           "balance rdp-cookie",
                           "balance rdp-cookie()",
                           "balance rdp-cookie(x)",
                           "balance static-rr",
                           "balance leastconn",
                           "hash-type",
                           "hash-type consistent",
                           "hash-type consistent none",
                           "hash-type consistent sdbm nonsense",
                           "hash-type consistent avalanche",
                           "hash-type map-based wt6 avalanche",
                           "hash-type nonsense",
                           "hash-balance-factor 0",
                           "hash-balance-factor 100",
                           "hash-balance-factor 101",
                           "hash-balance-factor x"})
    agree(std::string("backend b\n server s 127.0.0.1:1\n ") + line + "\n");
}

TEST(Verdict, TheRest) {
  for (const char* line : {"retries",
                           "retries x",
                           "retries -1",
                           "retries 0",
                           "fullconn x",
                           "maxconn 5",
                           "option redispatch x",
                           "option redispatch 0",
                           "option redispatch -5",
                           "option nonsense",
                           "option allbackups x",
                           "cookie",
                           "cookie A",
                           "cookie A nonsense",
                           "cookie A insert rewrite",
                           "cookie A insert indirect nocache",
                           "stick-table type ip",
                           "stick-table type ip size 1m",
                           "stick-table size 1m",
                           "stick on src",
                           "use-server none if TRUE",
                           "use-server s",
                           "use-server s if TRUE",
                           "timeout none 5s",
                           "timeout connect x",
                           "timeout connect",
                           "timeout connect 5s",
                           "timeout queue 1d",
                           "retry-on none",
                           "retry-on 503 nonsense",
                           "retry-on conn-failure 503",
                           "bind 127.0.0.1:9",
                           "http-request nonsense",
                           "http-request deny",
                           "tcp-request content accept",
                           "tcp-request content nonsense",
                           "persist rdp-cookie",
                           "option httpchk GET /",
                           "http-check expect status 200"})
    agree(std::string("backend b\n server s 127.0.0.1:1\n ") + line + "\n");
}

// Every word of the two tables; in a listen section, which takes the most of them.
TEST(Verdict, WordsThatAreGoneOrNeedAValue) {
  struct Row {
    std::string name, where;
  };
  const std::vector<Row> rows{
#define EVENKEEL_HAPROXY_REMOVED(name, where, since, instead) {std::string(name) + " 1", where},
#include "dialects/haproxy/removed.def"
#undef EVENKEEL_HAPROXY_REMOVED
#define EVENKEEL_HAPROXY_NEEDS_VALUE(name, where) {name, where},
#include "dialects/haproxy/needs_value.def"
#undef EVENKEEL_HAPROXY_NEEDS_VALUE
  };
  for (const auto& [name, where] : rows) {
    if (where.find('P') != std::string::npos)
      agree("backend b\nlisten l\n bind 127.0.0.1:9\n " + name + "\n");
    if (where.find('G') != std::string::npos) agree("backend b\nglobal\n " + name + "\n");
    EXPECT_TRUE(read("listen l\n " + name + "\nglobal\n " + name + "\n").diagnostics.has_errors())
        << name;
  }
}

TEST(Verdict, Timeouts) {
  for (const char* line : {"timeout http-request", "timeout http-request 5s", "timeout tunnel 1h",
                           "timeout tunnel x", "timeout check 5x", "timeout http-keep-alive 0"})
    agree(std::string("backend b\n server s 127.0.0.1:1\n ") + line + "\n");
}

TEST(Verdict, TargetsOfTraffic) {
  for (const char* lines :
       {"backend b\nfrontend f\n bind 127.0.0.1:9\n use_backend none\n",
        "backend b\nfrontend f\n bind 127.0.0.1:9\n use_backend b\n",
        "backend b\nfrontend f\n bind 127.0.0.1:9\n use_backend f\n",
        "backend b\nfrontend f\n bind 127.0.0.1:9\n default_backend none\n",
        "backend b\nfrontend f\n bind 127.0.0.1:9\n default_backend a%b\n",
        "backend b\nfrontend f\n bind 127.0.0.1:9\n use_backend %[src]\n",
        "backend b\nfrontend f\n bind 127.0.0.1:9\n disabled\n use_backend no\n",
        "backend b\n disabled\n", "backend b\nlisten l\n bind 127.0.0.1:9\n use_backend none\n",
        "backend b\nfrontend f\n bind 127.0.0.1:9\n use_backend l\n"
        "listen l\n bind 127.0.0.1:9\n",
        "backend b\ndefaults\n default_backend none\nbackend c\n",
        "backend b\ndefaults\n default_backend none\n"
        "frontend f\n bind 127.0.0.1:9\n"})
    agree(lines);
}

TEST(Verdict, AMissingBackendIsNamedWithWhatWasMeant) {
  const Reading reading = read("frontend f\n bind :80\n use_backend apps if TRUE\nbackend app\n");
  EXPECT_EQ(said(reading),
            "error:3: use_backend sends traffic to \"apps\", and there is no such backend\n");
  EXPECT_EQ(reading.diagnostics.all().at(0).hint, "did you mean \"app\"?");
}

TEST(Verdict, TheLastLineEndsInALineFeed) {
  const std::string text = std::string(frame) + "backend b";
  const auto real = rig::haproxy_check(text);
  ASSERT_TRUE(real) << real.error();
  EXPECT_FALSE(real->accepted);
  EXPECT_TRUE(read(text).diagnostics.has_errors());
}

}  // namespace
}  // namespace ek::dialects::haproxy
