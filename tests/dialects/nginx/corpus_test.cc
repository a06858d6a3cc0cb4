// Configurations of other projects, read where they stand: EVENKEEL_CORPUS names a folder with
// nginx configurations (the tests and examples of nginx itself, say). Without it the test is
// skipped.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "oracle.h"
#include "rig/process.h"
#include "rig/temp_dir.h"

namespace ek::dialects::nginx::testing {
namespace {

namespace fs = std::filesystem;

bool program_accepts(const std::string& file, const std::string& prefix) {
  const auto said = rig::run_program({"nginx", "-t", "-e", "stderr", "-p", prefix, "-c", file});
  return said && said->end.exit_status == 0;
}

std::uint32_t lines_of(const model::Coverage& coverage) {
  std::uint32_t lines = 0;
  for (const std::uint32_t count : coverage.counts) lines += count;
  return lines;
}

TEST(Corpus, PrintsBackAndKnowsWhatTheProgramAccepts) {
  const char* folder = std::getenv("EVENKEEL_CORPUS");
  if (folder == nullptr) GTEST_SKIP() << "EVENKEEL_CORPUS names no folder";
  const rig::TempDir prefix;
  std::uint32_t files = 0, accepted = 0, lines = 0, unrecognised = 0, refused_by_us = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::vector<std::string> paths{fs::absolute(entry.path()).string()};
    const auto reading = find("nginx")->read(paths, installed());
    ASSERT_TRUE(reading) << reading.error().message;
    ++files;
    for (const text::Node* root : reading->tree.files()) {
      std::string out;
      text::print(*root, reading->sources[root->file], out);
      EXPECT_EQ(out, reading->sources[root->file].bytes()) << paths[0];
      EXPECT_TRUE(text::well_formed(*root)) << paths[0];
    }
    if (!program_accepts(paths[0], prefix.path().string())) continue;
    ++accepted;
    lines += lines_of(reading->config.coverage);
    unrecognised +=
        reading->config.coverage.counts[static_cast<std::size_t>(model::Support::unrecognised)];
    if (reading->diagnostics.has_errors()) ++refused_by_us;
    EXPECT_FALSE(reading->diagnostics.has_errors()) << paths[0] << "\n" << said(*reading);
  }
  std::printf("%u files, %u accepted by the program: %u lines, %u unrecognised, %u refused by us\n",
              files, accepted, lines, unrecognised, refused_by_us);
  EXPECT_LE(unrecognised * 100, lines);
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
