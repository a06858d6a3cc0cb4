// Reads every *.cfg file of a folder that stands elsewhere: EVENKEEL_CORPUS names it. Each file
// must be read without a crash and printed back byte for byte. Those that HAProxy accepts ("haproxy
// -c"; EVENKEEL_HAPROXY names another one than the installed) must give no error and fewer than 1 %
// of lines that are not recognised. Without the variable there is nothing to read, and the test is
// skipped.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reading.h"
#include "rig/haproxy.h"
#include "rig/process.h"

namespace ek::dialects::haproxy {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool accepted(const std::filesystem::path& path) {
  const auto said = rig::run_program({"haproxy", "-c", "-q", "-f", path.string()});
  return said && said->end.exit_status == 0;
}

struct Totals {
  std::size_t files = 0, accepted = 0, wrongly_refused = 0, wrongly_passed = 0;
  std::size_t lines = 0, unrecognised = 0;
};

void check_file(const std::filesystem::path& path, model::Version version, Totals& totals) {
  const std::string text = contents(path);
  ReadOptions options;
  options.version = version;
  const Reading reading = dialect().read_text(path.string(), text, options);
  ++totals.files;
  EXPECT_EQ(printed(reading), text) << path;
  for (const text::Node* file : reading.tree.files()) EXPECT_TRUE(text::well_formed(*file)) << path;
  if (!accepted(path)) {
    if (!reading.diagnostics.has_errors()) {
      ++totals.wrongly_passed;
      if (std::getenv("EVENKEEL_CORPUS_VERBOSE") != nullptr)
        fmt::print("{}: HAProxy refuses it, we do not\n", path.filename().string());
    }
    return;
  }
  ++totals.accepted;
  const auto& counts = reading.config.coverage.counts;
  for (const std::uint32_t count : counts) totals.lines += count;
  totals.unrecognised += counts[static_cast<std::size_t>(model::Support::unrecognised)];
  for (const model::CoveredLine& line : reading.config.coverage.lines)
    if (line.support == model::Support::unrecognised)
      fmt::print("{}:{}: {}: {}\n", path.filename().string(), line.at.line, line.keyword,
                 line.note);
  if (!reading.diagnostics.has_errors()) return;
  ++totals.wrongly_refused;
  fmt::print("{}: HAProxy accepts it\n{}", path.filename().string(), said(reading));
}

TEST(Corpus, ReadsWhatHaproxyAccepts) {
  const char* folder = std::getenv("EVENKEEL_CORPUS");
  if (folder == nullptr) GTEST_SKIP() << "EVENKEEL_CORPUS names no folder";
  const auto program = rig::haproxy_version();
  ASSERT_TRUE(program) << program.error();
  const auto version = model::parse_version(rig::to_string(*program));
  ASSERT_TRUE(version) << rig::to_string(*program);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".cfg")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  Totals totals;
  for (const auto& file : files) check_file(file, *version, totals);
  fmt::print(
      "{} files, {} accepted by HAProxy {}; of those {} refused here; {} lines, {} not recognised; "
      "{} files refused by HAProxy only\n",
      totals.files, totals.accepted, rig::to_string(*program), totals.wrongly_refused, totals.lines,
      totals.unrecognised, totals.wrongly_passed);
  EXPECT_EQ(totals.wrongly_refused, 0u);
  EXPECT_LE(totals.unrecognised * 100, totals.lines);
}

}  // namespace
}  // namespace ek::dialects::haproxy
