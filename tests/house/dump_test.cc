// `dump model` shows what the model holds: a field that it leaves out is named here, with why.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "files.h"

namespace ek::house {
namespace {

// The fields of `struct NAME {` … `};`, as our headers write them: one or several a line.
std::set<std::string> fields_of(const std::string& header, const std::string& name) {
  static const std::regex field(R"(^  (?!friend|return|//)[\w:<>]+(?:<[^;{=]*>)? (\w[^;()]*);.*$)");
  static const std::regex part(R"((\w+)(?:\{[^}]*\}| = [^,]*)?(?:, |$))");
  std::set<std::string> fields;
  bool inside = false;
  for (const std::string& line : lines(header)) {
    if (line.starts_with("struct " + name + " {")) inside = true;
    if (line == "};") inside = false;
    std::smatch match;
    if (!inside || !std::regex_match(line, match, field)) continue;
    const std::string names = match[1].str();
    for (std::sregex_iterator at(names.begin(), names.end(), part), end; at != end; ++at)
      fields.insert((*at)[1].str());
  }
  return fields;
}

struct Shown {
  std::string header, name;
  std::set<std::string> left_out;
};

const std::vector<Shown>& shown() {
  // Names and sections head the dump's lines.
  static const std::vector<Shown> all{
      {"src/model/server.h", "Server", {"name", "at", "length", "written", "check", "extras"}},
      {"src/model/server.h", "ServerExtras", {}},
      {"src/model/server.h", "Check", {"pace"}},
      {"src/model/server.h", "CheckPace", {}},
      {"src/model/balance.h", "Balance", {}},
      {"src/model/persistence.h", "Persistence", {}},
      {"src/model/pool.h", "Limits", {}},
      // The parts, which are above; what `predict` and `coverage` say: dependencies and rules.
      {"src/model/pool.h",
       "Pool",
       {"name", "at", "length", "section", "servers", "balance", "persistence", "limits", "depends",
        "rules", "before", "listeners_left_out"}}};
  return all;
}

TEST(Dump, EveryFieldOfTheModelIsShown) {
  const std::string dump = content("src/report/dump_model.cc");
  std::size_t looked_at = 0;
  for (const Shown& of : shown()) {
    const auto fields = fields_of(of.header, of.name);
    EXPECT_FALSE(fields.empty()) << of.name;
    for (const std::string& field : fields) {
      if (of.left_out.contains(field)) continue;
      ++looked_at;
      const std::regex use("[.>]" + field + "[,);. ]|\\b" + field + "\\(");
      EXPECT_TRUE(std::regex_search(dump, use))
          << of.name << "::" << field << " is not in dump model";
    }
    for (const std::string& field : of.left_out)
      EXPECT_TRUE(fields.contains(field)) << of.name << " has no " << field;
  }
  EXPECT_GT(looked_at, 50u);
}

}  // namespace
}  // namespace ek::house
