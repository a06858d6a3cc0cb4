// Every seed of the fuzzers, and every input that once was a finding, through the same checks. An
// input is added by laying it in fuzz/corpus/<target>/ or fuzz/regressions/<target>/.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "fuzz/check.h"

namespace ek::fuzz {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> inputs_of(const std::string& target) {
  std::vector<fs::path> found;
  for (const char* folder : {"corpus", "regressions"}) {
    const fs::path at = fs::path(EVENKEEL_SOURCE_DIR) / "fuzz" / folder / target;
    if (!fs::is_directory(at)) continue;
    for (const auto& entry : fs::directory_iterator(at)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void replay(const std::string& target, Complaint (*check)(std::string_view)) {
  const auto inputs = inputs_of(target);
  ASSERT_FALSE(inputs.empty());
  for (const fs::path& path : inputs) {
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);  // the last one named is the one that crashed
    EXPECT_EQ(check(bytes_of(path)), "") << path;
  }
}

TEST(FuzzCorpus, HAProxy) {
  replay("haproxy", check_haproxy);
}

TEST(FuzzCorpus, Nginx) {
  replay("nginx", check_nginx);
}

TEST(FuzzCorpus, Policy) {
  replay("policy", check_policy);
}

TEST(FuzzCorpus, Requests) {
  replay("requests", check_requests);
}

TEST(FuzzCorpus, ThePlantedMistakeIsSeen) {
  EXPECT_EQ(check_canary("kee"), "");
  EXPECT_NE(check_canary("keel"), "");
}

}  // namespace
}  // namespace ek::fuzz
