// What `check` prints beside its findings.
#include <gtest/gtest.h>

#include "dialects/dialect.h"
#include "report/findings.h"

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
  EXPECT_NE(unused("share-*").find("matches nothing: remove it"), std::string::npos);
  EXPECT_NE(unused("partial-weight").find("matches nothing: did you mean partial-weights?"),
            std::string::npos);
  EXPECT_NE(unused("nonsense").find("there is no such rule; `evenkeel explain` lists them"),
            std::string::npos);
}

TEST(FindingsText, TheLastLineCounts) {
  EXPECT_NE(printed({}).find("t.cfg · haproxy"), std::string::npos);
  EXPECT_NE(printed({}).find("0 errors, 0 warnings, 0 notes\n"), std::string::npos);
}

}  // namespace
}  // namespace ek::report
