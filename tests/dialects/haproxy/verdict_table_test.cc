// verdicts.txt: hundreds of small configurations, each given to the real program and read here.
// Both must accept it, or both refuse it.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "reading.h"
#include "rig/haproxy.h"
#include "rig/localhost.h"

namespace ek::dialects::haproxy {
namespace {

const std::string defaults =
    "defaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n";

std::string lines_of(std::string row) {
  const std::string line_end = " | ";
  for (auto at = row.find(line_end); at != std::string::npos; at = row.find(line_end, at))
    row.replace(at, line_end.size(), "\n");
  return row + "\n";
}

// The whole configuration around a row of that group.
std::string around(const std::string& group, const std::string& row) {
  const std::string frontend = "frontend f\n bind 127.0.0.1:9\n";
  const std::string backend = frontend + " default_backend b\nbackend b\n";
  const std::string http = defaults + " mode http\n";
  const std::string text = lines_of(row);
  if (group == "fe") return http + frontend + text + "backend b\n server s 127.0.0.1:1\n";
  if (group == "be") return http + backend + text;
  if (group == "tcp") return defaults + backend + text;
  if (group == "srv") return defaults + backend + " server c0 127.0.0.1:3 check\n server s " + text;
  if (group == "def")
    return defaults + text + "listen zz\n bind 127.0.0.1:7\n server s 127.0.0.1:1\nbackend b\n";
  return defaults + "frontend zz\n bind 127.0.0.1:7\n" + text;
}

class VerdictTable : public testing::TestWithParam<const char*> {};

TEST_P(VerdictTable, OursIsThatOfTheProgram) {
  std::ifstream file(EVENKEEL_VERDICTS);
  ASSERT_TRUE(file) << EVENKEEL_VERDICTS;
  std::string group;
  std::size_t accepted = 0, refused = 0;
  for (std::string row; std::getline(file, row);) {
    if (row.empty() || row.front() == '#') continue;
    if (row.front() == '[' && row.back() == ']') {
      group = row.substr(1, row.size() - 2);
      continue;
    }
    if (group != GetParam()) continue;
    if (!rig::localhost_resolves() && row.find("localhost") != std::string::npos) continue;
    const std::string text = around(group, row);
    const auto real = rig::haproxy_check(text);
    ASSERT_TRUE(real) << real.error();
    // The version is given, as by --lb-version: words of later ones are refused then.
    const Reading reading = read(text, {.version = model::Version{2, 6, 12}});
    EXPECT_EQ(!reading.diagnostics.has_errors(), real->accepted)
        << row << "\nHAProxy: " << real->output << "\nhere: " << said(reading);
    ++(real->accepted ? accepted : refused);
  }
  // A program that refused everything, or nothing, would prove little.
  EXPECT_GT(accepted, 5u);
  EXPECT_GT(refused, 5u);
}

INSTANTIATE_TEST_SUITE_P(Groups, VerdictTable,
                         testing::Values("fe", "be", "tcp", "srv", "def", "sec"),
                         [](const auto& group) { return std::string(group.param); });

}  // namespace
}  // namespace ek::dialects::haproxy
