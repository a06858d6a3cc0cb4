// Accept and refuse what the installed program accepts and refuses.
#include "oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "model/edition.h"
#include "rig/localhost.h"

namespace ek::dialects::nginx::testing {
namespace {

void agree(const std::string& configuration) {
  if (!rig::localhost_resolves() && configuration.find("localhost") != std::string::npos) return;
  const Opinions opinions = ask(configuration);
  if (is_silent(opinions)) return;
  EXPECT_EQ(opinions.ours, opinions.theirs) << opinions.explained;
}

TEST(Oracle, UpstreamBodiesInHttp) {
  const std::vector<std::string> bodies{
      "",
      "server 127.0.0.1;",
      "server 127.0.0.1:0;",
      "server 127.0.0.1:65535;",
      "server 127.0.0.1:65536;",
      "server 127.0.0.1:;",
      "server 127.0.0.1:80x;",
      "server :80;",
      "server [::1];",
      "server [::1]:80;",
      "server [::1;",
      "server [::1]80;",
      "server ::1;",
      "server unix:/tmp/x;",
      "server unix:;",
      "server unix:/tmp/x:80;",
      "server 127.0.0.1/x;",
      "server localhost;",
      "server localhost:81;",
      "server 127.0.0.1 weight=1;",
      "server 127.0.0.1 weight=0;",
      "server 127.0.0.1 weight=-1;",
      "server 127.0.0.1 weight=;",
      "server 127.0.0.1 weight=2x;",
      "server 127.0.0.1 weight=99999;",
      "server 127.0.0.1 weight=5 weight=6;",
      "server 127.0.0.1 max_conns=0;",
      "server 127.0.0.1 max_conns=7;",
      "server 127.0.0.1 max_conns=a;",
      "server 127.0.0.1 max_fails=0;",
      "server 127.0.0.1 max_fails=;",
      "server 127.0.0.1 fail_timeout=10;",
      "server 127.0.0.1 fail_timeout=10s;",
      "server 127.0.0.1 fail_timeout=10ms;",
      "server 127.0.0.1 fail_timeout=1m30s;",
      "server 127.0.0.1 fail_timeout=30s1m;",
      "server 127.0.0.1 fail_timeout=1h30m10s;",
      "server 127.0.0.1 fail_timeout=\"1h 30m\";",
      "server 127.0.0.1 fail_timeout=10x;",
      "server 127.0.0.1 fail_timeout=;",
      "server 127.0.0.1 fail_timeout=1y;",
      "server 127.0.0.1 fail_timeout=0;",
      "server 127.0.0.1 fail_timeout=5m5m;",
      "server 127.0.0.1 backup;",
      "server 127.0.0.1; server 127.0.0.2 backup;",
      "server 127.0.0.1 down;",
      "server 127.0.0.1 down; server 127.0.0.2 backup down;",
      "server 127.0.0.1 Backup;",
      "server 127.0.0.1 service=a;",
      "server 127.0.0.1 unknown;",
      "server 127.0.0.1 id=3;",
      "server;",
      "server 127.0.0.1",
      "server 127.0.0.1 { }",
      "ip_hash; server 127.0.0.1; server 127.0.0.2 backup;",
      "server 127.0.0.1; server 127.0.0.2 backup; ip_hash;",
      "ip_hash; server 127.0.0.1 weight=3 max_conns=1 max_fails=2 fail_timeout=3 down; server "
      "127.0.0.2;",
      "ip_hash on; server 127.0.0.1;",
      "hash; server 127.0.0.1;",
      "hash $request_uri; server 127.0.0.1;",
      "hash $request_uri consistent; server 127.0.0.1;",
      "hash $request_uri steady; server 127.0.0.1;",
      "hash $request_uri consistent x; server 127.0.0.1;",
      "hash $request_uri; server 127.0.0.1; server 127.0.0.2 backup;",
      "server 127.0.0.1; server 127.0.0.2 backup; hash $request_uri;",
      "hash constant; server 127.0.0.1 max_conns=3 weight=9;",
      "hash ${request_uri; server 127.0.0.1;",
      "hash $; server 127.0.0.1;",
      "hash \"\"; server 127.0.0.1;",
      "least_conn; server 127.0.0.1; server 127.0.0.2 backup;",
      "least_conn x; server 127.0.0.1;",
      "least_conn; server 127.0.0.1 weight=3 max_conns=2 max_fails=1 fail_timeout=3 down;",
      "random; server 127.0.0.1;",
      "random; server 127.0.0.1; server 127.0.0.2 backup;",
      "random two; server 127.0.0.1;",
      "random two least_conn; server 127.0.0.1;",
      "random two hash; server 127.0.0.1;",
      "random three; server 127.0.0.1;",
      "random two least_conn x; server 127.0.0.1;",
      "least_conn; ip_hash; server 127.0.0.1;",
      "ip_hash; least_conn; server 127.0.0.1; server 127.0.0.2 backup;",
      "server 127.0.0.1; keepalive 8;",
      "server 127.0.0.1; keepalive 0;",
      "server 127.0.0.1; keepalive -1;",
      "server 127.0.0.1; keepalive x;",
      "server 127.0.0.1; keepalive 8 local;",
      "server 127.0.0.1; keepalive 8; keepalive 9;",
      "keepalive 8; least_conn; server 127.0.0.1;",
      "keepalive 8; server 127.0.0.1;",
      "server 127.0.0.1; keepalive_timeout 5s; keepalive_requests 9; keepalive_time 1h;",
      "zone a 64k; server 127.0.0.1;",
      "zone a; server 127.0.0.1;",
      "zone a 8k; server 127.0.0.1;",
      "zone a x; server 127.0.0.1;",
      "zone a 64k x; server 127.0.0.1;",
      "zone a 64k; zone b 64k; server 127.0.0.1;",
      "zone \"\" 64k; server 127.0.0.1;",
      "server 127.0.0.1 weight=99999999999;",
      "server 127.0.0.1 weight=9223372036854775807;",
      "server 127.0.0.1 weight=9223372036854775808;",
      "server 127.0.0.1 weight=+1;",
      "server 127.0.0.1 weight=01;",
      "server 127.0.0.1 weight=1.5;",
      "server 127.0.0.1 weight=1 weight=0;",
      "server 127.0.0.1 \"weight=3\";",
      "server 127.0.0.1 weight=\"3\";",
      "server 127.0.0.1 WEIGHT=3;",
      "server 127.0.0.1 max_fails=9223372036854775807;",
      "server 127.0.0.1 max_fails=9223372036854775808;",
      "server 127.0.0.1 max_conns=4294967296;",
      "server 127.0.0.1 max_conns=9223372036854775808;",
      "server 127.0.0.1 max_fails=1 max_fails=2 max_conns=1 max_conns=2;",
      "server 127.0.0.1 fail_timeout=1 fail_timeout=2;",
      "server 127.0.0.1; server 127.0.0.2 backup backup down down;",
      "server 127.0.0.1; server 127.0.0.2 backup; hash $uri consistent;",
      "hash $uri consistent; server 127.0.0.1; server 127.0.0.2 backup;",
      "server 127.0.0.1; server 127.0.0.2 backup; random;",
      "ip_hash; server 127.0.0.1; least_conn; server 127.0.0.2 backup;",
      "least_conn; server 127.0.0.1; ip_hash; server 127.0.0.2 backup;",
      "random; random two; hash $uri; server 127.0.0.1;",
      "keepalive 4; hash $uri; server 127.0.0.1;",
      "keepalive 99999999999999999999; server 127.0.0.1;",
      "zone a 32k; server 127.0.0.1;",
      "zone a 31k; server 127.0.0.1;",
      "zone a 1g; server 127.0.0.1;",
      "zone a 1M; server 127.0.0.1;",
      "zone a 32768; server 127.0.0.1;",
      "zone a 1.5m; server 127.0.0.1;",
      "zone a k; server 127.0.0.1;",
      "zone a 0; server 127.0.0.1;",
      "zone a 9223372036854775808; server 127.0.0.1;",
      "zone a 9007199254740992k; server 127.0.0.1;",
      "zone a 64k; zone a 64k; server 127.0.0.1;",
      "zone a 64k; zone a 128k; server 127.0.0.1;",
      "zone a 64k; zone a; server 127.0.0.1;",
      "proxy_pass http://a;",
      "location / { }",
  };
  for (const std::string& body : bodies) agree(in_http("upstream app { " + body + " }"));
}

// In whole seconds, and where milliseconds count.
TEST(Oracle, Times) {
  const std::vector<std::string> times{"1h 30m",
                                       "1w 2d",
                                       "2d 1w",
                                       "1m 30",
                                       "1 30",
                                       "1 ",
                                       " 1",
                                       "1 m",
                                       "1m  30s",
                                       "1m30s ",
                                       "1s 1",
                                       "1y",
                                       "1M",
                                       "1w",
                                       "1y2M",
                                       "1Y",
                                       "1S",
                                       "1ms",
                                       "1s1ms",
                                       "1ms1",
                                       "1ms 1",
                                       "1ms1s",
                                       "1m1ms",
                                       "1s1",
                                       "1 s",
                                       "1 30m",
                                       "30 1h",
                                       "1h 2 3m",
                                       "1h 2 3",
                                       "1 2 3",
                                       "m",
                                       " ",
                                       "h 1",
                                       "1h m",
                                       "  1h  2m  ",
                                       "1 1y",
                                       "1h 1 1",
                                       "-1",
                                       "1.5s",
                                       "1y2M3w4d5h6m7s",
                                       "9223372036854775807",
                                       "9223372036854775808",
                                       "9223372036854775",
                                       "9223372036854776",
                                       "292471208677y",
                                       "292471208678y",
                                       "106751991167d",
                                       "106751991168d",
                                       "9223372036854775807ms",
                                       "9223372036854775s807ms",
                                       "9223372036854775s808ms",
                                       "9223372036854775807s1"};
  for (const std::string& time : times) {
    agree(in_http("upstream app { server 127.0.0.1 \"fail_timeout=" + time + "\"; }"));
    agree(in_http("proxy_next_upstream_timeout \"" + time + "\";"));
  }
}

// Of the open source program from that version on.
TEST(Oracle, ServerWordsThatWereCommercial) {
  struct Word {
    model::Version since;
    std::string body;
  };
  const std::vector<Word> words{
      {{1, 27, 3}, "server 127.0.0.1 resolve;"},
      {{1, 27, 3}, "server 127.0.0.1 service=a resolve;"},
      {{1, 27, 3}, "server unix:/tmp/x resolve;"},
      {{1, 27, 3}, "zone z 64k; server localhost:80 service=a resolve;"},
      {{1, 29, 6}, "server 127.0.0.1 drain;"},
      {{1, 29, 6}, "server 127.0.0.1 route=a;"},
      {{1, 29, 6}, "server 127.0.0.1 route=;"},
  };
  for (const Word& word : words) {
    const std::string configuration = in_http("upstream app { " + word.body + " }");
    if (*installed().version >= word.since) {
      agree(configuration);
      continue;
    }
    const Opinions opinions = ask(configuration);
    EXPECT_FALSE(opinions.theirs) << opinions.explained;
    const Reading reading = read(configuration, installed());
    const auto& depends = reading.config.pools.at(0).depends;
    EXPECT_TRUE(std::ranges::any_of(depends, model::is_commercial)) << opinions.explained;
  }
}

// Words that the open source program of every tested version before theirs refuses: we say so, and
// read on, because the commercial one takes them.
TEST(Oracle, CommercialWordsAreNamed) {
  const std::vector<std::string> bodies{
      "server 127.0.0.1 resolve;",
      "server 127.0.0.1 route=a;",
      "server 127.0.0.1 drain;",
      "server 127.0.0.1 slow_start=10s;",
      "random two least_time=header; server 127.0.0.1;",
      "least_time header; server 127.0.0.1;",
      "sticky cookie a; server 127.0.0.1;",
  };
  for (const std::string& body : bodies) {
    const Reading reading = read(in_http("upstream app { " + body + " }"), version(1, 22, 1));
    const auto& depends = reading.config.pools.at(0).depends;
    EXPECT_TRUE(std::ranges::any_of(depends, model::is_commercial)) << body << said(reading);
    EXPECT_EQ(said(reading).find("commercial"), std::string::npos) << said(reading);
    EXPECT_EQ(reading.config.pools.at(0).servers.size(), 1u) << body;
  }
}

TEST(Oracle, UpstreamBodiesInStream) {
  const std::vector<std::string> bodies{
      "",
      "server 127.0.0.1;",
      "server 127.0.0.1:80;",
      "server [::1];",
      "server [::1]:80;",
      "server unix:/tmp/x;",
      "server localhost;",
      "server localhost:80;",
      "server 127.0.0.1:80 weight=2 max_conns=3 max_fails=1 fail_timeout=3s down;",
      "server 127.0.0.1:80 weight=0;",
      "server 127.0.0.1:80; server 127.0.0.2:80 backup;",
      "hash $remote_addr; server 127.0.0.1:80;",
      "hash $remote_addr consistent; server 127.0.0.1:80;",
      "hash $remote_addr; server 127.0.0.1:80; server 127.0.0.2:80 backup;",
      "ip_hash; server 127.0.0.1:80;",
      "least_conn; server 127.0.0.1:80; server 127.0.0.2:80 backup;",
      "random two least_conn; server 127.0.0.1:80;",
      "random; server 127.0.0.1:80 backup; server 127.0.0.1:80;",
      "keepalive 3; server 127.0.0.1:80;",
      "zone a 64k; server 127.0.0.1:80;",
      "server 127.0.0.1:80 route=a;",
      "server 127.0.0.1:80 drain;",
  };
  for (const std::string& body : bodies) agree(in_stream("upstream app { " + body + " }"));
}

TEST(Oracle, Routes) {
  const std::string app = "upstream app { server 127.0.0.1:81; }\n";
  const std::vector<std::string> bodies{
      app + "server { location / { proxy_pass http://app; } }",
      app + "server { location / { proxy_pass http://APP; } }",
      app + "server { location / { proxy_pass http://app:80; } }",
      "server { location / { proxy_pass http://app:80; } }\n" + app,
      app + "server { location / { proxy_pass http://app/x; } }",
      app + "server { location / { proxy_pass https://app; } }",
      app + "server { location / { proxy_pass app; } }",
      app + "server { location / { proxy_pass ftp://app; } }",
      app + "server { proxy_pass http://app; }",
      app + "server { location / { proxy_pass http://app; proxy_pass http://app; } }",
      app + "server { location / { fastcgi_pass app; } }",
      app + "server { location / { grpc_pass grpc://app; } }",
      app + "server { location / { grpc_pass app; } }",
      app + "server { location / { uwsgi_pass app; scgi_pass app; } }",
      "server { location / { proxy_pass http://127.0.0.1:99; } }",
      "server { location / { proxy_pass http://$host; } }",
      "server { location / { proxy_pass http://user:word@127.0.0.1:99; } }",
      "server { location ~ x { proxy_pass http://127.0.0.1:99/y; } }",
      app + "server { location / { if ($arg_a) { proxy_pass http://app; } } }",
      app + "server { if ($arg_a) { proxy_pass http://app; } }",
      app + "server { location / { limit_except GET { proxy_pass http://app; } } }",
      app + "upstream App { server 127.0.0.1:82; }",
      app + "upstream app { server 127.0.0.1:82; }",
      "upstream { server 127.0.0.1; }",
      "upstream a b { server 127.0.0.1; }",
      "upstream a;",
      "map $host $a { default 1; }",
      "map $host a { default 1; }",
      "map $host { default 1; }",
      "split_clients $remote_addr $a { 50% b; * c; }",
      "split_clients $remote_addr $a { 50.5% b; 49.5% c; * d; }",
      "split_clients $remote_addr $a { 60% b; 50% c; }",
      "split_clients $remote_addr $a { 50.123% b; }",
      "split_clients $remote_addr $a { 50 b; }",
      "split_clients $remote_addr $a { 0% b; * c; }",
      "split_clients $remote_addr $a { .5% b; 5.% c; * d; * e; }",
      "split_clients $remote_addr $a { 100% b; * c; }",
      "split_clients $remote_addr $a { * b; 20% c; }",
      "split_clients $remote_addr $a { 100.01% b; }",
      "split_clients $remote_addr $a { }",
      "split_clients $remote_addr $a { 50% b }",
      "geo $a { default b; 127.0.0.0/8 c; }",
      "geo $remote_addr $a { ranges; default b; 127.0.0.0-127.0.0.9 c; }",
      "geo $a { proxy 127.0.0.1; proxy_recursive; default b; }",
      "geo $a { volatile; default b; }",
      "geo a { default b; }",
      "geo $a { default b c; }",
      "map $host $a { hostnames; volatile; default b; *.x c; ~^y(?<z>.*) $z; \\default d; }",
  };
  for (const std::string& body : bodies) agree(in_http(body));
}

TEST(Oracle, StreamRoutes) {
  const std::string app = "upstream app { server 127.0.0.1:81; }\n";
  const std::vector<std::string> bodies{
      app + "server { listen 127.0.0.1:45231; proxy_pass app; }",
      app + "server { listen 127.0.0.1:45231; proxy_pass app:80; }",
      app + "server { proxy_pass app; }",
      app + "server { listen 127.0.0.1:45231; }",
      app + "server { listen 127.0.0.1:45231; proxy_pass 127.0.0.1; }",
      app + "server { listen 127.0.0.1:45231; proxy_pass 127.0.0.1:99; }",
      app + "server { listen 127.0.0.1:45231; proxy_pass $remote_addr:99; }",
      app + "server { listen 127.0.0.1:45231; location / { proxy_pass app; } }",
      app + "server { listen 127.0.0.1:45231; set $a app; proxy_pass $a; }",
  };
  for (const std::string& body : bodies) agree(in_stream(body));
}

TEST(Oracle, RetriesSaidTwice) {
  for (const std::string lines :
       {"proxy_next_upstream error; proxy_next_upstream timeout;", "proxy_next_upstream bogus;",
        "proxy_next_upstream_tries 1; proxy_next_upstream_tries 2;",
        "proxy_next_upstream_timeout 1; proxy_next_upstream_timeout 2;",
        "proxy_next_upstream_tries 9223372036854775807;",
        "proxy_next_upstream_tries 9223372036854775808;", "proxy_next_upstream off error;"})
    agree(in_http(lines));
}

TEST(Oracle, WorkersAndListeners) {
  for (const std::string value : {"1", "0", "auto", "-1", "x", "4096", "auto 0", ""})
    agree(in_main("worker_processes " + value + ";"));
  for (const std::string value : {"9223372036854775807", "9223372036854775808", "1.5"})
    agree(in_main("worker_rlimit_nofile " + value + ";"));
  for (const std::string value : {"listen 45232;", "listen *:45232;", "listen 127.0.0.1:45232;",
                                  "listen [::1]:45232;", "listen unix:x.sock;", "listen;",
                                  "server_name a b;", "server_name;", "listen 127.0.0.1:0;"})
    agree(in_http("server { " + value + " }"));
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
