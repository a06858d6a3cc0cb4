// What HAProxy reads out of a request, in its corners: every pick of small pools is compared with
// the running 2.6.12. Three servers; what a rule or a key decides stands out from their turns.
#include <gtest/gtest.h>

#include "differential/haproxy/run.h"

namespace ek::differential {
namespace {

struct Sent {
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string source = "10.0.1.2";
  std::string method = "GET";
};

std::string bytes_of(const Sent& sent) {
  std::string text = sent.method + " " + sent.target + " HTTP/1.1\r\nHost: h\r\n";
  for (const auto& [name, value] : sent.headers) text += name + ": " + value + "\r\n";
  return text + (sent.method == "GET" ? "\r\n" : "Content-Length: 0\r\n\r\n");
}

model::Request request_of(const Sent& sent) {
  model::Request request;
  request.source = sent.source;
  request.method = sent.method;
  request.host = "h";
  request.target = sent.target;
  request.headers = sent.headers;
  return request;
}

// Each request three times in a row.
void compare(const std::string& lines, const std::vector<Sent>& requests) {
  rig::Backends backends;
  backends.add_many(3);
  std::vector<ServerPlan> plans(3);
  for (std::size_t i = 0; i < plans.size(); ++i)
    plans[i].options = "cookie c" + std::to_string(i + 1);
  auto started = Pair::start(lines + server_lines(backends, plans));
  ASSERT_TRUE(started) << lines << started.error();
  Pair& pair = **started;
  predict::Dispatch dispatch;
  std::vector<predict::Started> let_go;
  std::string ours, theirs;
  std::uint64_t number = 0;
  for (const Sent& sent : requests) {
    rig::ConnectOptions options;
    options.proxy_source = sent.source;
    rig::Client client(pair.program().endpoint(), options);
    for (int repeat = 0; repeat < 3; ++repeat) {
      const auto pick = client.pick(bytes_of(sent));
      ASSERT_TRUE(pick) << lines << bytes_of(sent) << pick.error();
      theirs += *pick + " ";
      pair.balancer().dispatch(++number, request_of(sent), 0, dispatch);
      ours += pair.name(dispatch.server) + " ";
      pair.balancer().finish(number, 0, let_go);
    }
  }
  EXPECT_EQ(ours, theirs) << lines;
}

TEST(Values, ConditionsTryEveryOccurrence) {
  compare("use-server s2 if { hdr(via) b }\n", {{"/", {{"Via", "b, c"}}},
                                                {"/", {{"Via", "a"}, {"via", "b"}, {"Via", "c"}}},
                                                {"/", {{"Via", "c"}}},
                                                {}});
  compare("use-server s2 unless { hdr(via) b }\n", {{"/", {{"Via", "b, c"}}}, {}});
  compare("use-server s2 if { hdr_beg(via) b }\n",
          {{"/", {{"Via", "bc, c"}}}, {"/", {{"Via", ", bb"}}}});
  compare("use-server s2 if { req.fhdr(via) b }\n",
          {{"/", {{"Via", "b"}, {"Via", "c"}}}, {"/", {{"Via", "b, c"}}}});
  compare("use-server s2 if { urlp(p) 1 }\n",
          {{"/?p=2&p=1"}, {"/?p=2"}, {"/?q=1;p=1"}, {"/?p=1&p=3"}});
  compare("use-server s2 if { urlp_beg(p) 1 }\n", {{"/?p=2&p=12"}});
  compare("use-server s2 if { cook(s) u }\n", {{"/", {{"Cookie", "s=u; s=w"}}},
                                               {"/", {{"Cookie", "s=w; s=u"}}},
                                               {"/", {{"Cookie", "s=w"}, {"Cookie", "s=u"}}},
                                               {"/", {{"Cookie", "t=u"}}}});
  compare("use-server s2 if { req.cook(s) -m beg u }\n", {{"/", {{"Cookie", "s=ux; s=w"}}}});
}

TEST(Values, CookiesAreReadOutOfTheirHeader) {
  const std::vector<Sent> headers{{"/", {{"Cookie", "SRV=c2"}}},
                                  {"/", {{"Cookie", "a=b; SRV=c3"}}},
                                  {"/", {{"Cookie", "a=b,SRV=c3"}}},
                                  {"/", {{"Cookie", " SRV = c2 ; x"}}},
                                  {"/", {{"Cookie", "SRV=\"c2\""}}},
                                  {"/", {{"Cookie", "a=\"x;SRV=c1\"; SRV=c2"}}},
                                  {"/", {{"Cookie", "srv=c2"}}},
                                  {"/", {{"Cookie", "SRV=c1"}, {"Cookie", "SRV=c2"}}},
                                  {"/", {{"Cookie", "x;SRV=c2"}}},
                                  {"/", {{"Cookie", "SRV=;SRV=c2"}}},
                                  {"/", {{"Cookie", "$Version=1; SRV=c2"}}},
                                  {"/", {{"Cookie", "xSRV=c2"}}}};
  compare("cookie SRV insert\n", headers);
  compare("balance hash req.cook(SRV)\n", headers);
  compare("use-server s2 if { cook(SRV) c2 }\n", headers);
  compare("stick-table type string len 32 size 1k\nstick on req.cook(SRV)\n", headers);
}

TEST(Values, SourcesMatchNetworksAndTheirText) {
  const std::vector<Sent> from{{"/", {}, "10.0.1.2"},        {"/", {}, "10.0.2.2"},
                               {"/", {}, "10.0.0.9"},        {"/", {}, "::ffff:10.0.1.2"},
                               {"/", {}, "2002:a00:102::1"}, {"/", {}, "::10.0.1.2"},
                               {"/", {}, "2001:db8::1"}};
  for (const char* pattern :
       {"10.0.1.0/255.255.255.0", "10.0.1.0/24", "::ffff:10.0.0.0/120", "10.0.1.2",
        "::ffff:10.0.1.2", "2002:a00:102::/48", "2001:db8::/32", "-m beg 10.0.1.",
        "-m str 10.0.1.2", "-m sub 0.1", "-m end 1.2", "10.0.2.2 10.0.0.8/30"})
    compare(std::string("use-server s2 if { src ") + pattern + " }\n", from);
}

TEST(Values, MethodsAreWords) {
  const std::vector<Sent> methods{{},
                                  {"/", {}, "10.0.1.2", "POST"},
                                  {"/", {}, "10.0.1.2", "PATCH"},
                                  {"/", {}, "10.0.1.2", "BREW"}};
  for (const char* pattern : {"-i get", "GET", "get", "POST", "-i brew", "BREW", "brew", "-i patch",
                              "-m beg PO", "GET POST"})
    compare(std::string("use-server s2 if { method ") + pattern + " }\n", methods);
}

TEST(Values, TablesConvertTheirKeys) {
  const std::vector<Sent> from{{"/", {}, "10.0.1.2"},   {"/", {}, "10.0.1.3"},
                               {"/", {}, "10.0.1.2"},   {"/", {}, "::ffff:10.0.1.2"},
                               {"/", {}, "::10.0.1.3"}, {"/", {}, "2002:a00:103::1"},
                               {"/", {}, "2001:db8::1"}};
  for (const char* type : {"ip", "ipv6", "integer", "string len 40", "binary len 16"})
    compare(std::string("stick-table type ") + type + " size 1k\nstick on src\n", from);
  const std::vector<Sent> paths{{"/a"}, {"/b"}, {"/a"}, {"/10.0.0.1"}};
  for (const char* type : {"ip", "ipv6", "integer", "string"})
    compare(std::string("stick-table type ") + type + " size 1k\nstick on path,crc32\n", paths);
}

TEST(Values, WordsKeepWhatSurroundsThemWhenThereAreTooFew) {
  const std::vector<Sent> paths{{"/a/"},   {"/a/b/"}, {"/a"},      {"/a//b//"},
                                {"//a/b"}, {"/"},     {"/a/b/c/d"}};
  for (const char* expression :
       {"word(1,/,3)", "word(2,/,2)", "word(-1,/,0)", "word(-1,/,2)", "word(1,/,2)", "word(1,/,0)",
        "word(2,/,0)", "word(-2,/,1)", "word(-2,/,3)", "word(3,/)", "word(-3,/,2)", "field(2,/,0)",
        "field(-1,/,2)"})
    compare(std::string("balance hash path,") + expression + "\n", paths);
}

TEST(Values, BackslashesInArguments) {
  const std::vector<Sent> headers{
      {"/", {{"T", "a,b"}}}, {"/", {{"T", "a\\b,c"}}}, {"/", {{"T", "x"}}}};
  for (const char* expression : {"field(2,\\,)", "field(2,'\",\"')", "field(2,\\\\)"})
    compare(std::string("balance hash req.fhdr(T),") + expression + "\n", headers);
}

TEST(Values, TargetsWithoutAPath) {
  const std::vector<Sent> targets{{"http://h"}, {"http://h/"}, {"/x"}};
  for (const char* balance :
       {"hash path", "hash pathq", "uri path-only", "uri", "hash url", "hash query"})
    compare(std::string("balance ") + balance + "\n", targets);
}

}  // namespace
}  // namespace ek::differential
