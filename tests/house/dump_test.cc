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

constexpr const char* dump_model = "src/report/dump_model.cc";
constexpr const char* model_words = "src/report/model_words.cc";

struct Shown {
  std::string header, name;
  std::string in;        // the file that shows it
  std::string accessor;  // what stands there before its fields: many share a name
  std::set<std::string> left_out;
};

const std::vector<Shown>& shown() {
  // Names and sections head the dump's lines.
  static const std::vector<Shown> all{
      {"src/model/server.h",
       "Server",
       dump_model,
       "server.",
       {"name", "at", "length", "written", "check", "extras"}},
      {"src/model/server.h", "ServerExtras", dump_model, "server.extras->", {}},
      {"src/model/server.h", "Check", dump_model, "server.check.", {"pace"}},
      {"src/model/server.h", "CheckPace", dump_model, "server.check.pace->", {}},
      {"src/model/balance.h", "Balance", dump_model, "pool.balance.", {}},
      {"src/model/persistence.h", "Persistence", dump_model, "persistence.", {}},
      {"src/model/persistence.h", "Cookie", model_words, "cookie.", {}},
      {"src/model/persistence.h", "StickTable", model_words, "table.", {}},
      {"src/model/pool.h", "Limits", dump_model, "pool.limits.", {}},
      // The parts, which are above; what `predict` and `coverage` say: dependencies and rules.
      {"src/model/pool.h",
       "Pool",
       dump_model,
       "pool.",
       {"name", "at", "length", "section", "servers", "balance", "persistence", "limits", "depends",
        "rules", "before", "listeners_left_out"}}};
  return all;
}

// As an argument or in a condition, `pool.disabled)`; or handed on whole to a function of the
// field's name, `ahead(pool)`.
bool shows(const std::string& text, const Shown& of, const std::string& field) {
  const std::string owner = of.accessor.substr(0, of.accessor.find_first_of(".-"));
  const std::regex use("[^.>\\w]" + of.accessor + field + "[),; ]|[ (]" + field + "\\(" + owner +
                       "\\)");
  return std::regex_search(text, use);
}

TEST(Dump, EveryFieldOfTheModelIsShown) {
  std::size_t looked_at = 0;
  for (const Shown& of : shown()) {
    const std::string text = content(of.in);
    const auto fields = fields_of(of.header, of.name);
    EXPECT_FALSE(fields.empty()) << of.name;
    for (const std::string& field : fields) {
      if (of.left_out.contains(field)) continue;
      ++looked_at;
      EXPECT_TRUE(shows(text, of, field)) << of.name << "::" << field << " is not in dump model";
    }
    for (const std::string& field : of.left_out)
      EXPECT_TRUE(fields.contains(field)) << of.name << " has no " << field;
  }
  EXPECT_GT(looked_at, 65u);
}

}  // namespace
}  // namespace ek::house
