// Configurations and what the model makes of them.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

using model::Origin;

TEST(Lower, ReadsAnOrdinaryFile) {
  const Reading reading = read(R"(global
    maxconn 4000
    nbthread 4
defaults
    mode http
    timeout connect 5s
    retries 2
    balance leastconn
frontend www
    bind :80
    maxconn 3000
    use_backend api if { path_beg /api }
    use_backend %[req.hdr(host),lower]
    default_backend app
backend app
    balance roundrobin
    option redispatch
    default-server maxconn 100 check inter 1s
    server web1 10.0.0.1:80 weight 10
    server web2 10.0.0.2:80 maxconn 50 backup
backend api
    server a1 [::1]:8080
)");
  EXPECT_EQ(said(reading), "");
  const model::Config& config = reading.config;
  EXPECT_EQ(config.maxconn.value, 4000u);
  EXPECT_EQ(config.program.threads, 4u);
  EXPECT_EQ(config.program.version_source, "assumed (Debian 12)");
  ASSERT_EQ(config.pools.size(), 2u);
  const model::Pool& app = config.pools[0];
  EXPECT_EQ(app.name, "app");
  EXPECT_EQ(app.layer, model::Layer::http);
  EXPECT_EQ(app.balance.algorithm.value, "roundrobin");
  EXPECT_EQ(app.balance.algorithm.origin, Origin::set);
  EXPECT_EQ(app.balance.algorithm.at, (text::Place{16, 13, 0}));
  EXPECT_EQ(app.limits.retries.value, 2u);
  EXPECT_EQ(app.limits.retries.origin, Origin::inherited);
  EXPECT_TRUE(app.limits.redispatch.value);
  EXPECT_EQ(app.limits.redispatch_interval.value, -1);
  EXPECT_EQ(app.limits.queue_timeout.value, std::chrono::seconds(5));
  ASSERT_EQ(app.servers.size(), 2u);
  EXPECT_EQ(app.servers[0].weight.value, 10u);
  EXPECT_EQ(app.servers[0].weight.at, (text::Place{19, 36, 0}));
  EXPECT_EQ(app.servers[0].maxconn.value, 100u);
  EXPECT_EQ(app.servers[0].maxconn.origin, Origin::inherited);
  EXPECT_TRUE(app.servers[0].check.enabled.value);
  EXPECT_EQ(app.servers[0].check.kind.value, model::CheckKind::tcp);
  EXPECT_EQ(app.servers[0].id.value, 1u);
  EXPECT_EQ(app.servers[1].maxconn.value, 50u);
  EXPECT_TRUE(app.servers[1].backup.value);
  EXPECT_EQ(app.servers[1].id.value, 2u);
  const model::Pool& api = config.pools[1];
  EXPECT_EQ(api.balance.algorithm.value, "leastconn");
  EXPECT_EQ(api.balance.algorithm.origin, Origin::inherited);
  EXPECT_EQ(model::to_string(api.servers[0].address.value), "[::1]:8080");
  ASSERT_EQ(config.routes.size(), 3u);
  EXPECT_EQ(config.routes[0].target, "api");
  EXPECT_EQ(config.routes[0].condition, "if { path_beg /api }");
  EXPECT_TRUE(config.routes[1].computed);
  EXPECT_EQ(config.routes[2].directive, "default_backend");
}

TEST(Lower, FillsInTheVariablesOfAnAddress) {
  const Reading reading = read(R"(global
    setenv HOST_A 10.0.0.7
    setenv PORT 8080
backend app
    server web1 ${HOST_A}:$PORT
    server web2 '${HOST_A}:80${PORT}'
    server web3 ${NOWHERE}:80
)");
  const auto& servers = reading.config.pools.at(0).servers;
  EXPECT_EQ(servers[0].address.value.host, "10.0.0.7");
  EXPECT_EQ(servers[0].address.value.port, 8080);
  EXPECT_NE(said(reading).find("6:"), std::string::npos);  // 808080 is no port
  EXPECT_NE(said(reading).find("the environment variable NOWHERE is not given"), std::string::npos);
  EXPECT_EQ(printed(reading), reading.sources[0].bytes());
}

// The program stops at an empty word; but what the variable holds where it runs, nobody knows here.
TEST(Lower, AVariableThatIsNotGivenEndsNoLine) {
  for (const char* line :
       {"http-request deny if { path_beg \"$NOWHERE\" }",
        "use-server s1 if { src 1.2.3.4 \"$NOWHERE\" }",
        "http-request deny if { hdr(host) -i \"${NOWHERE}\" } { path_beg \"$NOWHERE\" }",
        "server s2 127.0.0.1:2 cookie \"$NOWHERE\"", "timeout queue \"$NOWHERE\"",
        "server s2 127.0.0.1:2 check inter \"$NOWHERE\"", "balance uri depth \"$NOWHERE\""}) {
    const auto reading =
        read(std::string("backend b\n mode http\n cookie C insert\n server s1 127.0.0.1:1\n ") +
             line + "\n");
    EXPECT_FALSE(reading.diagnostics.has_errors()) << line << "\n" << said(reading);
    EXPECT_NE(said(reading).find("the environment variable NOWHERE is not given"),
              std::string::npos);
  }
  EXPECT_TRUE(read("backend b\n mode http\n http-request deny if { path_beg \"\" }\n")
                  .diagnostics.has_errors());
}

// Asked of 2.4.0 to 3.4.0: from 3.3 on one name alone is refused, and no other that comes twice.
TEST(Lower, NamesOfServersThatComeTwice) {
  const auto refused = [](const char* names, model::Version version) {
    std::string text = "backend b\n";
    for (int port = 1; *names != 0; ++names, ++port)
      text += std::string(" server ") + *names + " 127.0.0.1:" + std::to_string(port) + "\n";
    const auto reading = read(text, {.version = version});
    EXPECT_NE(said(reading).find("already stands"), std::string::npos) << text;
    return reading.diagnostics.has_errors();
  };
  for (const char* names : {"aba", "abb", "aab", "abca"}) {
    EXPECT_TRUE(refused(names, {3, 2, 0})) << names;
    EXPECT_FALSE(refused(names, {3, 3, 0})) << names;
  }
  EXPECT_TRUE(refused("aa", {3, 4, 0}));
}

TEST(Lower, BalanceDefaultsByVersion) {
  const char* text = "backend b\n  server s 10.0.0.1:1\n";
  EXPECT_EQ(read(text).config.pools[0].balance.algorithm.value, "roundrobin");
  const Reading newer = read(text, {model::Version{3, 3, 0}, {}});
  EXPECT_EQ(newer.config.pools[0].balance.algorithm.value, "random");
  EXPECT_EQ(newer.config.pools[0].balance.algorithm.origin, Origin::defaulted);
}

TEST(Lower, ConsistentWithoutFunctionImpliesAvalanche) {
  const auto hash = [](const char* line) {
    return read(std::string("backend b\n balance uri\n ") + line + "\n server s 10.0.0.1:1\n")
        .config.pools[0]
        .balance.hash_type.value;
  };
  EXPECT_TRUE(hash("hash-type consistent").avalanche);
  EXPECT_FALSE(hash("hash-type consistent sdbm").avalanche);
  EXPECT_FALSE(hash("hash-type map-based").avalanche);
  EXPECT_TRUE(hash("hash-type map-based djb2 avalanche").avalanche);
  EXPECT_EQ(hash("hash-type map-based djb2").function, model::HashFunction::djb2);
}

const model::Pool& only_pool(const Reading& reading) {
  return reading.config.pools.at(0);
}

TEST(Lower, NamedDefaultsAndFrom) {
  const Reading reading = read(R"(defaults one
 mode http
 retries 7
defaults two from one
 balance source
defaults three
 retries 1
backend a
 server s 10.0.0.1:1
backend b from two
 server s 10.0.0.1:1
)");
  EXPECT_EQ(said(reading), "");
  const model::Pool& a = reading.config.pools[0];
  const model::Pool& b = reading.config.pools[1];
  EXPECT_EQ(a.limits.retries.value, 1u);  // of the last defaults section
  EXPECT_EQ(a.layer, model::Layer::tcp);
  EXPECT_EQ(b.limits.retries.value, 7u);
  EXPECT_EQ(b.limits.retries.at.line, 3u);
  EXPECT_EQ(b.balance.algorithm.value, "source");
  EXPECT_EQ(b.layer, model::Layer::http);
}

TEST(Lower, DefaultServerLinesAccumulateAndActOnWhatFollows) {
  const Reading reading = read(R"(defaults
 default-server weight 5 backup
backend b
 server s0 10.0.0.1:1
 default-server inter 7s
 default-server weight 9 no-backup check
 server s1 10.0.0.1:1
 server s2 10.0.0.1:1 weight 3 no-check
)");
  const model::Pool& pool = only_pool(reading);
  EXPECT_EQ(pool.servers[0].weight.value, 5u);
  EXPECT_EQ(pool.servers[0].weight.at.line, 2u);
  EXPECT_TRUE(pool.servers[0].backup.value);
  EXPECT_EQ(pool.servers[0].check.pace->interval.value, std::chrono::seconds(2));
  EXPECT_EQ(pool.servers[1].weight.value, 9u);
  EXPECT_EQ(pool.servers[1].weight.origin, Origin::inherited);
  EXPECT_FALSE(pool.servers[1].backup.value);
  EXPECT_EQ(pool.servers[1].check.pace->interval.value, std::chrono::seconds(7));
  EXPECT_TRUE(pool.servers[1].check.enabled.value);
  EXPECT_EQ(pool.servers[2].weight.value, 3u);
  EXPECT_EQ(pool.servers[2].weight.origin, Origin::set);
  EXPECT_FALSE(pool.servers[2].check.enabled.value);
}

TEST(Lower, TemplatesMakeNamesAndIds) {
  const Reading reading = read(R"(backend b
 server first 10.0.0.1:1 id 2
 server-template web 3-5 app.example.org:80 weight 4
 server-template x 2 10.0.0.9:80
)");
  std::string names;
  for (const model::Server& server : only_pool(reading).servers)
    names += server.name + "=" + std::to_string(server.id.value) + " ";
  // Each server moves the counter on, so the free 1 is not taken by the second one.
  EXPECT_EQ(names, "first=2 web3=3 web4=4 web5=5 x1=6 x2=7 ");
  EXPECT_EQ(only_pool(reading).servers[2].weight.value, 4u);
  EXPECT_EQ(only_pool(reading).depends.size(), 1u);
}

TEST(Lower, Addresses) {
  const auto address = [](const std::string& text) {
    const Reading reading = read("backend b\n server s " + text + "\n");
    const model::Address& it = only_pool(reading).servers[0].address.value;
    return model::to_string(it) + " " + std::to_string(static_cast<int>(it.kind));
  };
  using enum model::AddressKind;
  const auto is = [](std::string text, model::AddressKind kind) {
    return text + " " + std::to_string(static_cast<int>(kind));
  };
  EXPECT_EQ(address("10.0.0.1:80"), is("10.0.0.1:80", ipv4));
  EXPECT_EQ(address("10.0.0.1"), is("10.0.0.1", ipv4));
  EXPECT_EQ(address("ipv4@10.0.0.1:80"), is("10.0.0.1:80", ipv4));
  EXPECT_EQ(address("[2001:db8::1]:80"), is("[2001:db8::1]:80", ipv6));
  EXPECT_EQ(address("2001:db8::1:80"),
            is("[2001:db8::1]:80", ipv6));  // the last colon is the port's
  EXPECT_EQ(address("::1:8080"), is("[::1]:8080", ipv6));
  EXPECT_EQ(address("app.example.org:80"), is("app.example.org:80", name));
  EXPECT_EQ(address("/run/x.sock"), is("unix:/run/x.sock", unix_socket));
  EXPECT_EQ(address("unix@/run/x.sock"), is("unix:/run/x.sock", unix_socket));
  EXPECT_EQ(address("abns@x"), is("abns@x", other));
  EXPECT_EQ(address("*:80"), is("*:80", other));
  EXPECT_EQ(address("10.0.0.1:+80"), is("10.0.0.1:+80", ipv4));
  EXPECT_EQ(address("10.0.0.1:-80"), is("10.0.0.1:-80", ipv4));
  EXPECT_EQ(address("[::1]:+80"), is("[::1]:+80", ipv6));
  EXPECT_EQ(address("::1:+80"), is("[::1]:+80", ipv6));
  EXPECT_EQ(address("app.example.org:+80"), is("app.example.org:+80", name));
  EXPECT_EQ(address("*:+80"), is("*:+80", other));
}

TEST(Lower, ResolvedNamesAreGiven) {
  ReadOptions options;
  options.resolve["app.example.org"] = {"10.1.1.1", "10.1.1.2"};
  const Reading reading =
      dialect().read_text("x", "backend b\n server s app.example.org:80\n", options);
  const auto& address = reading.config.pools[0].servers[0].address;
  EXPECT_EQ(model::to_string(address.value), "10.1.1.1:80");
  EXPECT_EQ(address.origin, Origin::given);
  EXPECT_TRUE(reading.config.pools[0].depends.empty());
}

TEST(Lower, Keys) {
  const auto key = [](const std::string& balance) {
    return only_pool(
               read("backend b\n mode http\n balance " + balance + "\n server s 10.0.0.1:1\n"))
        .balance.key.value;
  };
  using model::KeySource;
  EXPECT_EQ(key("source").parts[0].source, KeySource::client_address);
  const model::Key uri = key("uri len 10 depth 3 whole");
  EXPECT_EQ(uri.length_max, 10u);
  EXPECT_EQ(uri.depth, 3u);
  EXPECT_TRUE(uri.whole);
  EXPECT_EQ(key("url_param user check_post").parts[0].text, "user");
  EXPECT_TRUE(key("hdr(host) use_domain_only").domain_only);
  EXPECT_EQ(key("rdp-cookie").parts[0].text, "mstshash");
  const model::Key hashed = key("hash req.hdr(x-user),lower,field(1,:)");
  EXPECT_EQ(hashed.parts[0].source, KeySource::header);
  EXPECT_EQ(hashed.parts[0].text, "x-user");
  EXPECT_EQ(hashed.parts[0].converters, (std::vector<std::string>{"lower", "field(1,:)"}));
  EXPECT_EQ(key("hash req.hdr(x,2)").parts[0].source, KeySource::unsupported);
  EXPECT_EQ(key("hash ssl_fc_sni").parts[0].source, KeySource::unsupported);
}

TEST(Lower, LayerSevenHashesFallBackInTcpMode) {
  const Reading reading = read("backend b\n balance uri\n cookie A insert\n server s 10.0.0.1:1\n");
  EXPECT_EQ(only_pool(reading).balance.algorithm.value, "roundrobin");
  EXPECT_FALSE(only_pool(reading).persistence.cookie.stated());
  EXPECT_EQ(said(reading),
            "warning:2: balance uri needs mode http; in \"b\" HAProxy falls back to roundrobin\n"
            "warning:3: cookie needs mode http; in \"b\" HAProxy ignores it\n");
}

TEST(Lower, LimitsAndPersistence) {
  const Reading reading = read(R"(backend b
 mode http
 option allbackups
 option redispatch 2
 retry-on conn-failure 503
 fullconn 500
 timeout queue 3s
 hash-balance-factor 150
 cookie SRV insert indirect nocache
 stick-table type string len 48 size 10k expire 5m
 stick on req.cook(sid) table b if { path / }
 stick store-request src
 use-server s1 if { path /x }
 server s1 10.0.0.1:1 check cookie c1 minconn 4 maxconn 9 maxqueue 3 slowstart 1500
 server s2 10.0.0.2:1 track s1 minconn 6
)");
  const model::Pool& pool = only_pool(reading);
  EXPECT_EQ(said(reading), "");
  EXPECT_TRUE(pool.balance.all_backups.value);
  EXPECT_EQ(pool.limits.redispatch_interval.value, 2);
  EXPECT_EQ(pool.limits.retry_on.value.size(), 2u);
  EXPECT_EQ(pool.limits.fullconn.value, 500u);
  EXPECT_EQ(pool.limits.queue_timeout.value, std::chrono::seconds(3));
  EXPECT_EQ(pool.balance.balance_factor.value, 150u);
  EXPECT_EQ(pool.persistence.cookie.value.mode, model::CookieMode::insert);
  EXPECT_TRUE(pool.persistence.cookie.value.indirect);
  EXPECT_EQ(pool.persistence.stick_table.value.length, 48u);
  EXPECT_EQ(pool.persistence.stick_table.value.size, 10u * 1024);
  EXPECT_EQ(pool.persistence.stick_table.value.expire, std::chrono::minutes(5));
  ASSERT_EQ(pool.persistence.stick_rules.size(), 2u);
  EXPECT_EQ(pool.persistence.stick_rules[0].table, "b");
  EXPECT_EQ(pool.persistence.stick_rules[0].condition.written, "if { path / }");
  EXPECT_EQ(pool.persistence.stick_rules[1].use, model::StickUse::store_request);
  EXPECT_EQ(pool.persistence.use_servers[0].condition.written, "if { path /x }");
  EXPECT_EQ(pool.servers[0].cookie.value, "c1");
  EXPECT_EQ(pool.servers[0].extras->minconn.value, 4u);
  EXPECT_EQ(pool.servers[0].maxconn.value, 9u);
  EXPECT_EQ(pool.servers[0].extras->maxqueue.value, 3u);
  EXPECT_EQ(pool.servers[0].extras->slowstart.value, std::chrono::milliseconds(1500));
  EXPECT_EQ(pool.servers[1].extras->track.value, "s1");
  EXPECT_EQ(pool.servers[1].maxconn.value, 6u);  // minconn alone is the limit
}

TEST(Lower, ListenSectionsAreBoth) {
  const Reading reading = read(
      "listen l\n bind :80\n server s 10.0.0.1:1\nlisten stats\n bind :81\n mode http\n stats "
      "enable\n");
  EXPECT_EQ(reading.config.listeners.size(), 2u);
  ASSERT_EQ(reading.config.pools.size(), 1u);
  ASSERT_EQ(reading.config.routes.size(), 1u);
  EXPECT_EQ(reading.config.routes[0].target, "l");
  EXPECT_EQ(reading.config.routes[0].directive, "listen");
}

TEST(Lower, ThreadGroups) {
  const auto groups = [](const std::string& global, model::Version version) {
    return read("global\n" + global, {version, {}}).config.program.thread_groups;
  };
  EXPECT_EQ(groups(" nbthread 4\n", {2, 6, 0}), 1u);
  EXPECT_EQ(groups("", {3, 2, 0}), 1u);
  EXPECT_EQ(groups("", {3, 4, 0}), 0u);  // the machine decides
  EXPECT_EQ(groups(" nbthread 4\n", {3, 4, 0}), 1u);
  EXPECT_EQ(groups(" thread-groups 2\n", {3, 4, 0}), 2u);
  EXPECT_EQ(groups(" cpu-policy performance\n", {3, 2, 0}), 0u);
}

TEST(Lower, WordsOfOtherVersionsAreWarnings) {
  EXPECT_EQ(said(read("backend b\n server s 10.0.0.1:1 hash-key addr\n")),
            "warning:2: \"hash-key\" came with HAProxy 3.0; the version here is 2.6.12\n");
  EXPECT_EQ(said(read("crt-store\n")),
            "warning:1: HAProxy 2.6.12 has no crt-store section; it came with 3.0\n");
  EXPECT_EQ(said(read("crt-store\n", {model::Version{3, 0, 0}, {}})), "");
}

TEST(Lower, UnknownWordsSuggest) {
  const Reading reading = read(
      "backend b\n balanse uri\n option htpchk\n server s 10.0.0.1:1 wieght 3\n balance "
      "ruondrobin\n");
  std::string hints;
  for (const text::Diagnostic& one : reading.diagnostics.all()) hints += one.hint + "\n";
  EXPECT_EQ(
      hints,
      "did you mean \"balance\"?\ndid you mean \"option httpchk\"?\ndid you mean \"weight\"?\n"
      "did you mean \"roundrobin\"?\n");
}

TEST(Lower, CoverageCountsEveryStatement) {
  const Reading reading = read(
      "defaults\n mode http\n log global\nbackend b\n balance uri\n http-request set-path /x\n"
      " dispatch 10.0.0.1:1\n nonsense\n server s 10.0.0.1:1 check agent-check agent-port 9\n");
  const auto& counts = reading.config.coverage.counts;
  const auto of = [&](model::Support support) { return counts[static_cast<std::size_t>(support)]; };
  EXPECT_EQ(of(model::Support::modelled), 4u);  // two sections, mode, balance
  EXPECT_EQ(of(model::Support::irrelevant), 1u);
  EXPECT_EQ(of(model::Support::depends), 2u);  // set-path, agent-check
  EXPECT_EQ(of(model::Support::unmodelled), 1u);
  EXPECT_EQ(of(model::Support::unrecognised), 1u);
  ASSERT_EQ(reading.config.coverage.lines.size(), 4u);
  EXPECT_EQ(reading.config.coverage.lines[1].keyword, "dispatch");
}

TEST(Lower, Recognises) {
  EXPECT_GE(dialect().recognise("global\n daemon\nbackend b\n server s 10.0.0.1:1\n"), 60);
  EXPECT_EQ(dialect().recognise("http {\n  upstream b {\n    server 10.0.0.1:1;\n  }\n}\n"), 0);
  EXPECT_EQ(dialect().recognise(""), 0);
}

}  // namespace
}  // namespace ek::dialects::haproxy
