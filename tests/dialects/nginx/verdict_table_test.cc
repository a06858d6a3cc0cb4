// verdicts.txt and once.txt: hundreds of small configurations, each given to the real program and
// read here. Both must accept it, or both refuse it.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oracle.h"
#include "rig/localhost.h"

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

struct Count {
  int accepted = 0, refused = 0;

  void agree(const std::string& configuration) {
    if (!rig::localhost_resolves() && configuration.find("localhost") != std::string::npos) return;
    const Opinions opinions = ask(configuration);
    if (is_silent(opinions)) return;
    EXPECT_EQ(opinions.ours, opinions.theirs) << opinions.explained;
    ++(opinions.theirs ? accepted : refused);
  }
};

// The rows of each group, by its name.
using Table = std::map<std::string, std::vector<std::string>>;

Table table(const char* path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  Table groups;
  std::string group;
  for (std::string row; std::getline(file, row);) {
    if (row.empty() || row.front() == '#') continue;
    if (row.front() == '[' && row.back() == ']')
      group = row.substr(1, row.size() - 2);
    else
      groups[group].push_back(row);
  }
  return groups;
}

std::vector<std::string> rows(const char* path, const std::string& group) {
  return table(path)[group];
}

std::vector<std::string> names(const Table& groups) {
  std::vector<std::string> all;
  for (const auto& [name, rows] : groups) all.push_back(name);
  return all;
}

constexpr const char* verdict_groups[] = {"bare",    "http", "server", "stream", "stream_upstream",
                                          "upstream"};
constexpr const char* once_groups[] = {"events", "http",   "location",
                                       "main",   "server", "stream_server"};

// Here and in the files, sorted: a group that is in one of them alone would be skipped in silence.
TEST(Tables, EveryGroupIsAsked) {
  EXPECT_EQ(names(table(EVENKEEL_NGINX_VERDICTS)),
            std::vector<std::string>(std::begin(verdict_groups), std::end(verdict_groups)));
  EXPECT_EQ(names(table(EVENKEEL_NGINX_ONCE)),
            std::vector<std::string>(std::begin(once_groups), std::end(once_groups)));
}

#define N(name) name,
constexpr std::string_view once[]{
#include "dialects/nginx/directives/once.def"
};
constexpr std::string_view builtin_variables[]{
#include "dialects/nginx/directives/builtin_variables.def"
};
constexpr std::string_view fixed_variables[]{
#include "dialects/nginx/directives/fixed_variables.def"
};
constexpr std::string_view http_only_variables[]{
#include "dialects/nginx/directives/http_only_variables.def"
};
#undef N

// once.def is searched by halves; the others are read by people.
TEST(Tables, ListsAreSortedAndNameNothingTwice) {
  for (const std::span<const std::string_view> list : {std::span<const std::string_view>(once),
                                                       {builtin_variables},
                                                       {fixed_variables},
                                                       {http_only_variables}}) {
    const auto wrong = std::ranges::adjacent_find(list, std::ranges::greater_equal());
    EXPECT_TRUE(wrong == list.end()) << *wrong;
  }
}

// A block of its own is no row of a group; verdicts.txt has each of them twice.
bool is_block(std::string_view name) {
  return name == "events" || name == "http" || name == "mail" || name == "stream";
}

TEST(Tables, EveryNameThatIsTakenOnceIsAsked) {
  std::set<std::string> asked, listed;
  for (const auto& [group, rows] : table(EVENKEEL_NGINX_ONCE))
    for (const std::string& row : rows) asked.insert(row.substr(0, row.find_first_of(" ;")));
  for (const std::string_view name : once)
    if (!is_block(name)) listed.insert(std::string(name));
  EXPECT_EQ(asked, listed);
}

class VerdictTable : public ::testing::TestWithParam<const char*> {};

TEST_P(VerdictTable, OursIsThatOfTheProgram) {
  Count count;
  for (const std::string& row : rows(EVENKEEL_NGINX_VERDICTS, GetParam()))
    count.agree(around(GetParam(), row));
  // A program that refused everything, or nothing, would prove little.
  EXPECT_GT(count.accepted, 2);
  EXPECT_GT(count.refused, 2);
}

INSTANTIATE_TEST_SUITE_P(Groups, VerdictTable, ::testing::ValuesIn(verdict_groups),
                         [](const auto& group) { return std::string(group.param); });

class OnceTable : public ::testing::TestWithParam<const char*> {};

// Of every directive that is taken once, the line once and twice.
TEST_P(OnceTable, OursIsThatOfTheProgram) {
  Count count;
  for (const std::string& row : rows(EVENKEEL_NGINX_ONCE, GetParam())) {
    count.agree(around(GetParam(), row));
    count.agree(around(GetParam(), row + " " + row));
  }
  EXPECT_GT(count.accepted, 0);
  EXPECT_GT(count.refused, 0);
}

INSTANTIATE_TEST_SUITE_P(Groups, OnceTable, ::testing::ValuesIn(once_groups),
                         [](const auto& group) { return std::string(group.param); });

}  // namespace
}  // namespace ek::dialects::nginx::testing
