#include <gtest/gtest.h>

#include "read.h"

namespace ek::inputs {
namespace {

using namespace std::string_literals;  // texts with NUL bytes in them

TEST(Requests, ReadsEveryField) {
  const auto [requests, said] = read_requests(
      R"({"t":1.25,"src":"10.0.0.7","method":"PUT","host":"h","path":"/x?y=1",)"
      R"("headers":{"k":"v","K":"w"},"cookies":{"c":"d"},"service_ms":12,"bytes":512})"
      "\n");
  EXPECT_EQ(said, "");
  ASSERT_EQ(requests.size(), 1u);
  const model::Request& request = requests[0];
  EXPECT_EQ(request.time_s, 1.25);
  EXPECT_TRUE(request.timed);
  EXPECT_EQ(request.source, "10.0.0.7");
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.host, "h");
  EXPECT_EQ(request.target, "/x?y=1");
  EXPECT_EQ(request.headers, (std::vector<std::pair<std::string, std::string>>{
                                 {"k", "v"}, {"K", "w"}, {"Cookie", "c=d"}}));
  EXPECT_EQ(request.cookie("c"), "d");
  EXPECT_EQ(request.service_s, 0.012);
  EXPECT_EQ(request.bytes, 512u);
}

TEST(Requests, CookiesAreAHeaderTooUnlessOneIsWritten) {
  const auto [requests, said] =
      read_requests(R"({"cookies":{"sid":"1","x":"y z"}})"
                    "\n"
                    R"({"headers":{"cookie":"a=b"},"cookies":{"sid":"1"}})"
                    "\n");
  EXPECT_EQ(said, "");
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].header("cookie"), "sid=1; x=y z");
  EXPECT_EQ(requests[1].header("cookie"), "a=b");
}

TEST(Requests, EveryFieldIsOptional) {
  const auto [requests, said] = read_requests("{}\n");
  EXPECT_EQ(said, "");
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[0].target, "/");
  EXPECT_FALSE(requests[0].timed);
}

TEST(Requests, BlankLinesAByteOrderMarkAndWindowsLineEndsAreFine) {
  const auto [requests, said] =
      read_requests("\xEF\xBB\xBF{\"src\":\"::1\"}\r\n\r\n  \t\n {\"bytes\":0} \r\n{}");
  EXPECT_EQ(said, "");
  EXPECT_EQ(requests.size(), 3u);
}

TEST(Requests, NumbersMayBeWrittenEitherWay) {
  const auto [requests, said] = read_requests(
      "{\"t\":1}\n{\"t\":2.5e0,\"service_ms\":0.5}\n{\"t\":4294967296,\"bytes\":5000000000}\n");
  EXPECT_EQ(said, "");
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[2].time_s, 4294967296.0);
  EXPECT_EQ(requests[2].bytes, 5'000'000'000u);
}

TEST(Requests, DrawsAnUnknownFieldWithWhatWasMeant) {
  EXPECT_EQ(read_requests("{}\n{\"src\":\"10.0.0.7\",\"pth\":\"/\"}\n").said,
            "r.jsonl:2:19: error: a request has no field pth\n"
            "    2 | {\"src\":\"10.0.0.7\",\"pth\":\"/\"}\n"
            "      |                   ^^^^^\n"
            "  = help: did you mean path?\n");
}

TEST(Requests, DrawsAWrongTypeAtItsValue) {
  EXPECT_EQ(read_requests("{\"t\" : \"soon\"}\n").said,
            "r.jsonl:1:8: error: t must be a number of seconds, 0 or more\n"
            "    1 | {\"t\" : \"soon\"}\n"
            "      |        ^^^^^^\n"
            "  = help: write \"t\":1.25\n");
}

TEST(Requests, TimeMustNotGoBack) {
  const auto [requests, said] = read_requests("{\"t\":2}\n{\"t\":2}\n{\"t\":1.5}\n{\"t\":3}\n");
  EXPECT_EQ(said,
            "r.jsonl:3:6: error: time goes back: t is 1.5 after 2\n"
            "    3 | {\"t\":1.5}\n"
            "      |      ^\n"
            "  = help: sort the requests by t\n");
  EXPECT_EQ(requests.size(), 3u);
}

TEST(Requests, OneBadLineDoesNotHideTheOthers) {
  const auto [requests, said] = read_requests("{}\n{\n{}\nx\n{}\n");
  EXPECT_EQ(requests.size(), 3u);
  EXPECT_NE(said.find("r.jsonl:2:"), std::string::npos);
  EXPECT_NE(said.find("r.jsonl:4:"), std::string::npos);
}

struct Case {
  std::string text;
  const char* expected;
};

class RequestsRejects : public testing::TestWithParam<Case> {};

TEST_P(RequestsRejects, Line) {
  const auto [requests, said] = read_requests(GetParam().text);
  EXPECT_TRUE(requests.empty());
  EXPECT_NE(said.find(GetParam().expected), std::string::npos)
      << "expected: " << GetParam().expected << "\nsaid:\n"
      << said;
  EXPECT_NE(said.find("= help: "), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    All, RequestsRejects,
    testing::Values(
        Case{"[]", "1:1: error: a request must be a JSON object"},
        Case{"\"GET /\"", "1:1: error: a request must be a JSON object"},
        Case{"3", "a request must be a JSON object"},
        Case{"null", "a request must be a JSON object"}, Case{"{} {}", "not JSON"},
        Case{"{\"t\":1", "not JSON"}, Case{"GET /", "not JSON"},
        Case{"{\"t\":-1}", "1:6: error: t must be a number of seconds"},
        Case{"{\"t\":1e999}", "not JSON"}, Case{"{\"t\":1e300}", "t must be a number of seconds"},
        Case{"{\"t\":null}", "t must be a number"}, Case{"{\"t\":[1]}", "t must be a number"},
        Case{"{\"t\":{}}", "t must be a number"}, Case{"{\"t\":true}", "t must be a number"},
        Case{"{\"t\":1,\"t\":2}", "1:8: error: t stands twice"},
        Case{"{\"src\":\"web1\"}", "src must be an IPv4 or IPv6 address"},
        Case{"{\"src\":1}", "1:8: error: src must be"},
        Case{"{\"method\":1}", "method must be text"}, Case{"{\"host\":1}", "host must be text"},
        Case{"{\"path\":\"\"}", "path must be text that is not empty"},
        Case{"{\"headers\":\"k: v\"}", "headers must be an object of texts"},
        Case{"{\"headers\":{\"k\":1}}", "1:17: error: headers must be an object of texts"},
        Case{"{\"headers\":{\"k\":{}}}", "headers must be an object of texts"},
        Case{"{\"cookies\":[\"a=b\"]}", "cookies must be an object of texts"},
        Case{"{\"service_ms\":-5}", "service_ms must be a number of milliseconds"},
        Case{"{\"bytes\":1.5}", "bytes must be a whole number"},
        Case{"{\"bytes\":-1}", "bytes must be a whole number"},
        Case{"{\"url\":\"/\"}", "its fields are t, src"},
        Case{"{\"HOST\":\"h\"}", "a request has no field HOST"}, Case{"{}\0{}"s, "NUL byte"},
        Case{std::string(request_line_bytes_max + 1, 'x'), "longer than 1024 KiB"},
        Case{std::string(500'000, '['), "a request must be a JSON object"},
        Case{"{\"headers\":" + std::string(400'000, '{'), "not JSON"},
        Case{"{\"\x1b[31m\":1}", "error"}));

TEST(Requests, ControlBytesAreNotSentToTheTerminal) {
  EXPECT_EQ(read_requests("{\"\\u001b[31m\":1}\n").said.find('\x1b'), std::string::npos);
}

TEST(Requests, AreHeldUpToALimit) {
  text::Sources sources;
  text::Diagnostics diagnostics;
  const auto file = sources.add("r.jsonl", "{}\n\n{}\n{}\n{}\n");
  EXPECT_EQ(parse_requests(sources, *file, diagnostics, 2).size(), 2u);
  EXPECT_EQ(draw_all(diagnostics, sources),
            "r.jsonl:4:1: error: more than 2 requests\n"
            "    4 | {}\n"
            "      | ^\n"
            "  = help: all are held in memory at once; give the file in parts\n");
}

}  // namespace
}  // namespace ek::inputs
