// Includes point left. A room's LINKS in its CMakeLists.txt are its permission to include, and the
// links themselves follow the order of the rooms.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "files.h"

namespace ek::house {
namespace {

// The order of ARCHITECTURE.md. Rooms of one rank do not see each other.
const std::map<std::string, int> rank = {{"base", 0},     {"text", 1},   {"model", 2},
                                         {"dialects", 3}, {"inputs", 3}, {"predict", 3},
                                         {"lint", 4},     {"report", 5}, {"app", 6}};

// "dialects_haproxy" stands for the folder src/dialects/haproxy; its room is "dialects".
std::string room_of(const std::string& target) {
  return target.substr(0, target.find('_'));
}

using Links = std::map<std::string, std::set<std::string>>;  // by target, "ek_" left out

Links stated_links() {
  static const std::regex library(R"(evenkeel_library\(([a-z_/]+)[^)]*LINKS([^)]*)\))");
  static const std::regex link(R"(ek_([a-z_]+))");
  Links links;
  for (const std::string& file : files_below("src", {"CMakeLists.txt"})) {
    const std::string text = content(file);
    for (std::sregex_iterator it(text.begin(), text.end(), library), end; it != end; ++it) {
      std::string target = (*it)[1];
      std::replace(target.begin(), target.end(), '/', '_');
      const std::string words = (*it)[2];
      auto& to = links[target];
      for (std::sregex_iterator l(words.begin(), words.end(), link); l != end; ++l) {
        to.insert((*l)[1]);
      }
    }
  }
  return links;
}

std::set<std::string> reachable(const Links& links, const std::string& from) {
  std::set<std::string> seen = {from};
  std::vector<std::string> open = {from};
  while (!open.empty()) {
    const auto it = links.find(open.back());
    open.pop_back();
    if (it == links.end()) continue;
    for (const std::string& next : it->second) {
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return seen;
}

// The target whose folder holds the file: the deepest one that CMake knows. "" for none.
std::string target_of(const Links& links, std::string path) {
  while (true) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {};
    path.resize(slash);
    std::string name = path;
    std::replace(name.begin(), name.end(), '/', '_');
    if (links.count(name) != 0) return name;
  }
}

TEST(Layers, LinksPointLeft) {
  const Links links = stated_links();
  ASSERT_GE(links.size(), 6u);
  for (const auto& [from, targets] : links) {
    ASSERT_EQ(rank.count(room_of(from)), 1u) << from << " is a room without a rank";
    for (const std::string& to : targets) {
      if (room_of(from) == room_of(to)) continue;
      ASSERT_EQ(rank.count(room_of(to)), 1u) << from << " links the unknown ek_" << to;
      EXPECT_LT(rank.at(room_of(to)), rank.at(room_of(from))) << from << " links ek_" << to;
    }
  }
}

TEST(Layers, IncludesStayWithinTheLinks) {
  const Links links = stated_links();
  const std::regex include(R"rx(^\s*#\s*include "([^"]+)")rx");
  std::size_t seen = 0;
  for (const std::string& file : files_below("src", {".cc", ".h"})) {
    const std::string from = target_of(links, file.substr(4));
    const auto allowed = reachable(links, from);
    for (const std::string& line : lines(file)) {
      std::smatch match;
      if (line.compare(0, 1, "#") != 0 || !std::regex_search(line, match, include)) continue;
      const std::string to = target_of(links, match[1]);
      // A plug-in folder sees the seam in the folder above it.
      const bool seam = !to.empty() && from.compare(0, to.size() + 1, to + "_") == 0;
      EXPECT_TRUE(to.empty() || allowed.count(to) != 0 || seam)
          << file << " includes " << match[1] << ", but ek_" << from << " does not link ek_" << to;
      ++seen;
    }
  }
  EXPECT_GT(seen, 100u);
}

}  // namespace
}  // namespace ek::house
