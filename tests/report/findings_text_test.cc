// What `check` prints beside its findings.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "dialects/dialect.h"
#include "report/findings.h"
#include "rig/temp_dir.h"

namespace ek::report {
namespace {

std::string printed(const lint::CheckResult& result) {
  const auto reading = dialects::find("haproxy")->read_text("t.cfg", "", {});
  Output output;
  findings_text({reading, result, "t.cfg"}, {}, output);
  return output.text();
}

std::string unused(const std::string& rule) {
  model::Waiver waiver;
  waiver.rule = rule;
  waiver.where = "pool:app";
  lint::CheckResult result;
  result.unused.push_back(&waiver);
  return printed(result);
}

TEST(FindingsText, AWaiverThatMatchesNothingSaysWhy) {
  EXPECT_NE(unused("share-skew")
                .find("note: the waiver of share-skew for pool:app matches nothing: "
                      "remove it\n"),
            std::string::npos);
  EXPECT_NE(unused("share-skew").find("0 errors, 0 warnings, 0 notes · waivers: 1 note\n"),
            std::string::npos);
  EXPECT_NE(unused("share-*").find("matches nothing: remove it"), std::string::npos);
  EXPECT_NE(unused("partial-weight").find("matches nothing: did you mean partial-weights?"),
            std::string::npos);
  EXPECT_NE(unused("nonsense").find("there is no such rule; `evenkeel explain` lists them"),
            std::string::npos);
}

TEST(FindingsText, AWaiverNamesItsLineAndThePoolThatWasMeant) {
  text::Sources sources;
  const auto policy = sources.add("evenkeel.toml", "\n\n[[waive]]\n");
  const auto reading =
      dialects::find("haproxy")->read_text("t.cfg", "backend app\n server a 10.0.0.1:80\n", {});
  model::Waiver waiver;
  waiver.rule = "share-skew";
  waiver.where = "app";
  waiver.at = {3, 1, *policy};
  lint::CheckResult result;
  result.unused.push_back(&waiver);
  Output output;
  findings_text({reading, result, "t.cfg", {nullptr, &sources}}, {}, output);
  EXPECT_NE(output.text().find("evenkeel.toml:3: note: the waiver of share-skew for app matches "
                               "nothing: did you mean where = \"pool:app\"?"),
            std::string::npos)
      << output.text();
  EXPECT_NE(output.text().find("1 pool, 1 server · 0 errors"), std::string::npos);
}

TEST(FindingsText, TheLastLineCounts) {
  EXPECT_NE(printed({}).find("t.cfg · haproxy"), std::string::npos);
  EXPECT_NE(printed({}).find("0 errors, 0 warnings, 0 notes\n"), std::string::npos);
}

// A finding whose fix replaces the first `old` in the file by `fresh`.
std::string printed_fix(std::string_view file, std::string_view bytes, std::string_view old,
                        std::string_view fresh, bool as_json = false) {
  const auto reading = dialects::find("haproxy")->read_text(file, bytes, {});
  const auto begin = static_cast<std::uint32_t>(bytes.find(old));
  lint::Finding finding;
  finding.at = {1, 1, 0};
  finding.fix =
      lint::Fix{"set it",
                {{0, begin, begin + static_cast<std::uint32_t>(old.size()), std::string(fresh)}},
                true};
  lint::CheckResult result;
  result.findings.push_back(finding);
  Output output;
  const FindingsView view{reading, result, file};
  if (as_json)
    findings_json(view, output);
  else
    findings_text(view, {}, output);
  return output.text();
}

constexpr std::string_view tabbed =
    "backend app\r\n\tbalance roundrobin\r\n\tserver a 10.0.0.1:80\tweight 1\r\n"
    "\tserver b 10.0.0.2:80\tweight 90\t\r\n";

TEST(FindingsText, APatchKeepsTabsAndLineEnds) {
  const std::string text = printed_fix("t.cfg", tabbed, "90", "1");
  EXPECT_NE(text.find("\n    -\tserver b 10.0.0.2:80\tweight 90\t\r\n"
                      "    +\tserver b 10.0.0.2:80\tweight 1\t\r\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\n     \tbalance roundrobin\r\n"), std::string::npos) << text;
  const std::string json = printed_fix("t.cfg", tabbed, "90", "1", true);
  EXPECT_NE(json.find("\\n+\\tserver b 10.0.0.2:80\\tweight 1\\t\\r\\n"), std::string::npos)
      << json;
}

// A carriage return that ends no line would let the terminal write over what stands before it.
TEST(FindingsText, APatchShowsOtherControlCharacters) {
  const std::string text =
      printed_fix("t.cfg", "backend a\n server s\ro 10.0.0.1:80\n", "80", "81");
  EXPECT_NE(text.find("\n    + server s\\x0Do 10.0.0.1:81\n"), std::string::npos) << text;
}

TEST(FindingsText, ThePatchProgramTakesThePatch) {
  if (std::system("patch --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "patch is not installed";
  for (const std::string_view end : {"\n", "\r\n"}) {
    std::string bytes;
    for (const std::string_view line :
         {"backend app", "\tbalance roundrobin", "", "\tserver a 10.0.0.1:80\tweight 1",
          "\tserver b 10.0.0.2:80\tweight 90\t"})
      bytes.append(line).append(end);
    const rig::TempDir folder;
    const std::string file = folder.write("t.cfg", bytes);
    const std::string text = printed_fix("t.cfg", bytes, "90", "1");
    const std::size_t from = text.find("    --- "), to = text.find("\n\n", from);
    const std::string patch = folder.write("t.patch", text.substr(from, to + 1 - from));
    const std::string command = fmt::format(
        "cd '{}' && patch --no-backup-if-mismatch t.cfg t.patch >out 2>&1", folder.path().string());
    EXPECT_EQ(std::system(command.c_str()), 0) << rig::read_file(folder.file("out")) << text;
    std::string wanted = bytes;
    wanted.replace(wanted.find("90"), 2, "1");
    EXPECT_EQ(rig::read_file(file), wanted);
  }
}

}  // namespace
}  // namespace ek::report
