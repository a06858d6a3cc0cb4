// What answers look like on a narrow screen, and on one that has nothing but ASCII.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "report/style.h"
#include "rig/temp_dir.h"
#include "support/evenkeel.h"

namespace ek::tests {
namespace {

namespace fs = std::filesystem;
using report::columns_of;

bool all_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Names and comments beyond ASCII, an error, and every mark that we draw.
constexpr const char* beyond_ascii =
    "frontend f\n bind :80\n default_backend caf\xc3\xa9\nbackend caf\xc3\xa9\n # \xe2\x86\x92\n"
    " server \xe6\x97\xa5 10.0.0.1:80 weight 10\n server b 10.0.0.2:80 weight 10\n"
    " server c 10.0.0.3:80 weight 100 # \xc3\xa9\n server d 10.0.0.4:80 weght \xc3\xa9\n";

std::vector<std::string> sample(const rig::TempDir& folder) {
  std::vector<std::string> files{folder.write("utf8.cfg", beyond_ascii)};
  const fs::path root = EVENKEEL_SOURCE_DIR;
  for (const char* below : {"fuzz/corpus/haproxy", "fuzz/corpus/nginx", "demo"})
    for (const auto& entry : fs::directory_iterator(root / below))
      if (entry.path().extension() == ".cfg" || entry.path().extension() == ".conf")
        files.push_back(entry.path().string());
  return files;
}

TEST(Screen, ascii_is_all_that_any_answer_has) {
  const rig::TempDir folder;
  const std::vector<std::vector<std::string>> commands{
      {"check"},         {"predict", "--losses", "full"},
      {"coverage"},      {"dump", "tree"},
      {"dump", "model"}, {"simulate", "--rate", "9/s", "--service-time", "1ms", "--count", "10"}};
  bool drew_a_bar = false;
  for (const std::string& file : sample(folder))
    for (std::vector<std::string> arguments : commands) {
      arguments.insert(arguments.end(), {"--ascii", file});
      const Answer answer = run_evenkeel(arguments);
      EXPECT_TRUE(all_ascii(answer.out)) << arguments[0] << ' ' << file << '\n' << answer.out;
      EXPECT_TRUE(all_ascii(answer.err)) << arguments[0] << ' ' << file << '\n' << answer.err;
      drew_a_bar = drew_a_bar || answer.out.find("###") != std::string::npos;
    }
  EXPECT_TRUE(drew_a_bar);
}

TEST(Screen, ascii_holds_for_the_rules_pages_and_help) {
  std::istringstream rules(run_evenkeel({"explain", "--ascii"}).out);
  std::size_t pages = 0;
  for (std::string line; std::getline(rules, line); ++pages) {
    EXPECT_TRUE(all_ascii(line)) << line;
    const std::string rule = line.substr(0, line.find(' '));
    const Answer page = run_evenkeel({"explain", "--ascii", rule});
    EXPECT_EQ(page.exit_code, 0) << rule;
    EXPECT_TRUE(all_ascii(page.out)) << rule;
  }
  EXPECT_GT(pages, 10u);
  for (const char* command : {"check", "predict", "simulate", "coverage", "dump", "explain"})
    EXPECT_TRUE(all_ascii(run_evenkeel({command, "--help"}).out)) << command;
}

TEST(Screen, ascii_holds_for_a_call_that_is_refused) {
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{"check", "--ascii", "--bog\xc3\xbcs"},
        {"check", "--bog\xc3\xbcs", "--ascii"},
        {"check", "--fail-on", "n\xc3\xb6te", "--ascii", "a.cfg"}}) {
    const Answer answer = run_evenkeel(call);
    EXPECT_EQ(answer.exit_code, 2) << answer.err;
    EXPECT_NE(answer.err.find("\\xC3"), std::string::npos) << answer.err;
    EXPECT_TRUE(all_ascii(answer.err)) << answer.err;
  }
}

TEST(Screen, the_source_and_json_stay_as_they_are) {
  const rig::TempDir folder;
  const std::string file = folder.write("utf8.cfg", beyond_ascii);
  EXPECT_EQ(run_evenkeel({"dump", "source", "--ascii", file}).out, beyond_ascii);
  EXPECT_EQ(run_evenkeel({"predict", "--format", "json", "--ascii", file}).out,
            run_evenkeel({"predict", "--format", "json", file}).out);
}

// Two of the three names differ in the middle alone.
constexpr const char* long_names =
    "backend app\n server a-frontend-of-shop-1-in-frankfurt 10.0.0.1:80 check weight 10\n"
    " server a-frontend-of-shop-2-in-frankfurt 10.0.0.2:80 check weight 10\n"
    " server another-one-much-further-away-in-oslo 10.0.0.3:80 check weight 20\n";
constexpr const char* capacities =
    "[pool.app]\nrate = \"123/s\"\nservice_time = \"20ms\"\n[pool.app.server.\"*\"]\n"
    "capacity = \"100/s\"\n";

// The tables alone: the sentences that follow wrap well.
std::vector<std::string> tables(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("  server ")) inside = true;
    if (line.find("Busiest is") != std::string::npos) inside = false;
    if (inside) lines.push_back(line);
  }
  return lines;
}

TEST(Screen, tables_are_no_wider_and_keep_every_figure) {
  const rig::TempDir folder;
  const std::string file = folder.write("a.cfg", long_names);
  folder.write("evenkeel.toml", capacities);
  for (const std::size_t columns : {200u, 130u, 100u, 96u, 90u}) {
    const auto lines =
        tables(run_evenkeel({"predict", file}, {.columns = std::to_string(columns)}).out);
    std::string all;
    for (const std::string& line : lines) {
      EXPECT_LE(columns_of(line), columns) << line;
      all += line + "\n";
    }
    for (const char* figure : {"50.0 %", "25.0 %", "61.5/s", "30.8/s", "100/s", "62 %", "M/M/c"})
      EXPECT_NE(all.find(figure), std::string::npos) << figure << " of " << columns << '\n' << all;
    EXPECT_EQ(all.find("\xe2\x80\xa6") == std::string::npos, columns >= 130) << all;
  }
}

TEST(Screen, a_cut_name_is_still_nobody_elses) {
  const rig::TempDir folder;
  const std::string file = folder.write("a.cfg", long_names);
  const auto lines = tables(run_evenkeel({"predict", file}, {.columns = "60"}).out);
  ASSERT_GE(lines.size(), 4u);
  const auto name = [&](std::size_t row) { return lines[row].substr(0, lines[row].rfind('%')); };
  EXPECT_NE(name(1), name(2)) << lines[1] << '\n' << lines[2];
}

TEST(Screen, without_a_terminal_it_is_a_hundred_columns_wide) {
  const rig::TempDir folder;
  const std::string file = folder.write("a.cfg", long_names);
  folder.write("evenkeel.toml", capacities);
  const std::string hundred = run_evenkeel({"predict", file}, {.columns = "100"}).out;
  for (const char* columns : {"", "0", "wide", "-5", "99999999999999999999999"})
    EXPECT_EQ(run_evenkeel({"predict", file}, {.columns = columns}).out, hundred) << columns;
  EXPECT_EQ(run_evenkeel({"predict", "--format", "json", file}, {.columns = "20"}).out,
            run_evenkeel({"predict", "--format", "json", file}).out);
}

}  // namespace
}  // namespace ek::tests
