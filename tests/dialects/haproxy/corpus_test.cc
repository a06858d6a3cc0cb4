// Reads every *.cfg file of a folder that stands elsewhere: EVENKEEL_CORPUS names it, and
// EVENKEEL_CORPUS_VERSION says which version the files are for (2.6.12 without it). Each file must
// be read without a crash and printed back byte for byte. Those that the installed HAProxy accepts
// ("haproxy -c", where the version is its own) must give no error and fewer than 1 % of lines that
// are not recognised. Without the variable there is nothing to read, and the test is skipped.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reading.h"

extern char** environ;

namespace ek::dialects::haproxy {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool accepted(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::vector<std::string> words{"haproxy", "-c", "-q", "-f", name};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == STDIN_FILENO ? 0 : 1, 0);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, "haproxy", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return false;
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct Totals {
  std::size_t files = 0, accepted = 0, wrongly_refused = 0, wrongly_passed = 0;
  std::size_t lines = 0, unrecognised = 0;
};

void check_file(const std::filesystem::path& path, model::Version version, bool ask,
                Totals& totals) {
  const std::string text = contents(path);
  ReadOptions options;
  options.version = version;
  const Reading reading = dialect().read_text(path.string(), text, options);
  ++totals.files;
  EXPECT_EQ(printed(reading), text) << path;
  for (const text::Node* file : reading.tree.files()) EXPECT_TRUE(text::well_formed(*file)) << path;
  if (!ask) {
    if (!reading.diagnostics.has_errors()) return;
    fmt::print("{}: errors\n{}", path.filename().string(), said(reading));
    return;
  }
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
  const char* stated = std::getenv("EVENKEEL_CORPUS_VERSION");
  const auto version = stated == nullptr
                           ? dialect().assumed_version
                           : model::parse_version(stated).value_or(dialect().assumed_version);
  const bool ask = version.major == dialect().assumed_version.major &&
                   version.minor == dialect().assumed_version.minor;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".cfg")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  Totals totals;
  for (const auto& file : files) check_file(file, version, ask, totals);
  fmt::print(
      "{} files, {} accepted by HAProxy; of those {} refused here; {} lines, {} not recognised; "
      "{} files refused by HAProxy only\n",
      totals.files, totals.accepted, totals.wrongly_refused, totals.lines, totals.unrecognised,
      totals.wrongly_passed);
  EXPECT_EQ(totals.wrongly_refused, 0u);
  EXPECT_LE(totals.unrecognised * 100, totals.lines);
}

}  // namespace
}  // namespace ek::dialects::haproxy
