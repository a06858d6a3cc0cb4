// verdicts.txt and once.txt: hundreds of small configurations, each given to the real program and
// read here. Both must accept it, or both refuse it.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "oracle.h"

namespace ek::dialects::nginx::testing {
namespace {

// The whole configuration around a row of that group.
std::string around(const std::string& group, const std::string& row) {
  if (group == "upstream") return in_http("upstream app { " + row + " }");
  if (group == "http") return in_http(row);
  if (group == "server") return in_http("server { " + row + " }");
  if (group == "location") return in_http("server { location / { " + row + " } }");
  if (group == "stream") return in_stream(row);
  if (group == "stream_upstream") return in_stream("upstream app { " + row + " }");
  if (group == "stream_server")
    return in_stream("server { listen 45501; proxy_pass 127.0.0.1:1; " + row + " }");
  if (group == "events") return "error_log stderr;\npid nginx.pid;\nevents { " + row + " }\n";
  // A build of one's own may have no folder for it.
  const std::string pid = row.find("pid ") == std::string::npos ? "pid nginx.pid;\n" : "";
  if (group == "bare") return "error_log stderr;\n" + pid + row + "\n";
  return pid + "error_log stderr;\n" + row + "\nevents { }\n";
}

// A build without the module of a line says nothing of it.
bool is_silent(const Opinions& opinions) {
  for (const char* part : {"unknown directive", "requires ngx_http_ssl_module",
                           "requires SSL support", "parameter requires ngx_"})
    if (opinions.ours && opinions.explained.find(part) != std::string::npos) return true;
  return false;
}

struct Count {
  int accepted = 0, refused = 0;

  void agree(const std::string& configuration) {
    const Opinions opinions = ask(configuration);
    if (is_silent(opinions)) return;
    EXPECT_EQ(opinions.ours, opinions.theirs) << opinions.explained;
    ++(opinions.theirs ? accepted : refused);
  }
};

template <class Take>
void for_each_row(const char* path, const std::string& wanted, const Take& take) {
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::string group;
  for (std::string row; std::getline(file, row);) {
    if (row.empty() || row.front() == '#') continue;
    if (row.front() == '[' && row.back() == ']')
      group = row.substr(1, row.size() - 2);
    else if (group == wanted)
      take(row);
  }
}

class VerdictTable : public ::testing::TestWithParam<const char*> {};

TEST_P(VerdictTable, OursIsThatOfTheProgram) {
  Count count;
  for_each_row(EVENKEEL_NGINX_VERDICTS, GetParam(),
               [&](const std::string& row) { count.agree(around(GetParam(), row)); });
  // A program that refused everything, or nothing, would prove little.
  EXPECT_GT(count.accepted, 2);
  EXPECT_GT(count.refused, 2);
}

INSTANTIATE_TEST_SUITE_P(Groups, VerdictTable,
                         ::testing::Values("bare", "http", "server", "stream", "stream_upstream",
                                           "upstream"),
                         [](const auto& group) { return std::string(group.param); });

class OnceTable : public ::testing::TestWithParam<const char*> {};

// Of every directive that is taken once, the line once and twice.
TEST_P(OnceTable, OursIsThatOfTheProgram) {
  Count count;
  for_each_row(EVENKEEL_NGINX_ONCE, GetParam(), [&](const std::string& row) {
    count.agree(around(GetParam(), row));
    count.agree(around(GetParam(), row + " " + row));
  });
  EXPECT_GT(count.accepted, 0);
  EXPECT_GT(count.refused, 0);
}

INSTANTIATE_TEST_SUITE_P(Groups, OnceTable,
                         ::testing::Values("events", "http", "location", "main", "server",
                                           "stream_server"),
                         [](const auto& group) { return std::string(group.param); });

}  // namespace
}  // namespace ek::dialects::nginx::testing
