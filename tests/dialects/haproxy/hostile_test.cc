// Input that is meant to hurt: a clear message with place and limit, no crash, bounded memory.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "dialects/haproxy/limits.h"
#include "reading.h"
#include "rig/temp_dir.h"

namespace ek::dialects::haproxy {
namespace {

using namespace std::string_literals;  // texts with NUL bytes in them

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  out.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(Hostile, NulBytesAndInvalidText) {
  const std::string text = "global\n maxconn 1\0 2\nbackend b\n server \xff\xfe 10.0.0.1:1\n"s;
  const Reading reading = read(text);
  EXPECT_EQ(printed(reading), text);
  EXPECT_NE(said(reading).find("error:2: a NUL byte in the configuration"), std::string::npos);
  EXPECT_NE(said(reading).find("error:4: a character in this name is not allowed"),
            std::string::npos);
}

TEST(Hostile, LongLines) {
  for (const std::string& line :
       {std::string(8u << 20, 'x'), repeated("w ", 4u << 20), repeated("\"q\" ", 2u << 20),
        std::string(8u << 20, '"'), std::string(8u << 20, '\\'), repeated("\"$A\"", 2u << 20)}) {
    const std::string text = "backend b\n server " + line + "\n";
    const Reading reading = read(text);
    EXPECT_EQ(printed(reading) == text, true);
    EXPECT_TRUE(reading.diagnostics.has_errors());
    for (const text::Diagnostic& one : reading.diagnostics.all())
      EXPECT_LT(text::draw(one, reading.sources).size(), 4096u);
  }
}

TEST(Hostile, DeepConditions) {
  const std::string text = repeated(".if 1\n", 200'000) + repeated(".endif\n", 200'000);
  const Reading reading = read(text);
  EXPECT_EQ(said(reading), fmt::format("error:{}: more than {} nested .if\n", condition_depth + 1,
                                       condition_depth));
  EXPECT_EQ(printed(reading), text);
}

TEST(Hostile, VariablesThatDoubleStopEarly) {
  std::string text = "global\n setenv A aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
  for (int i = 0; i < 60; ++i) text += " setenv A \"$A$A\"\n";
  const Reading reading = read(text);
  EXPECT_NE(said(reading).find("the variables of this line expand to too much text"),
            std::string::npos);
  EXPECT_EQ(printed(reading), text);
}

TEST(Hostile, TemplatesStopAtTheirBudget) {
  const Reading reading = read(
      "backend b\n server-template s 1-4000000000 10.0.0.1:1\n server-template t 9 10.0.0.1:1\n");
  ASSERT_EQ(reading.config.pools.size(), 1u);
  EXPECT_LE(reading.config.pools[0].servers.size(), template_servers_base + 100);
  EXPECT_NE(said(reading).find("error:2: server-template would make 4000000000 servers"),
            std::string::npos);
}

TEST(Hostile, ManyErrorsAreCountedNotKept) {
  const Reading reading = read(repeated("nonsense\n", 100'000));
  EXPECT_EQ(reading.diagnostics.all().size(), text::Diagnostics::kept_max);
  EXPECT_EQ(reading.diagnostics.dropped(), 100'000 - text::Diagnostics::kept_max);
}

TEST(Hostile, ManySections) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += fmt::format("defaults d{}\nbackend b{}\n", i, i);
  EXPECT_EQ(read(text).config.pools.size(), 20'000u);
}

// Memory of this process now, in bytes.
std::size_t resident() {
  std::size_t total = 0, pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%zu %zu", &total, &pages) != 2) pages = 0;
    std::fclose(file);
  }
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(Hostile, MemoryStaysInProportion) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer keeps what was freed";
#endif
  for (const std::string_view piece :
       {"backend b\n", "defaults d\n", "x\n", ".if\n", "a b c d e f g h\n", "\n#\n",
        "listen l\nbind :1\n", "frontend f\nuse_backend b\n"}) {
    const std::string text = repeated(piece, (2u << 20) / piece.size());
    const std::size_t before = resident();
    const Reading reading = read(text);
    const std::size_t used = resident() - std::min(before, resident());
    EXPECT_LT(used, 100 * text.size() + (50u << 20)) << piece;
  }
}

TEST(Hostile, MoreSectionsThanTheirBytesAreWorth) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "backend b" + std::to_string(i) + "\n";
  const Reading reading = read(text);
  EXPECT_NE(said(reading).find("the files have more than 2"), std::string::npos);
  EXPECT_TRUE(reading.diagnostics.has_errors());
  EXPECT_LT(reading.config.pools.size(), 30'000U);
}

TEST(Hostile, DirectoriesAndMissingFiles) {
  const rig::TempDir folder;
  const std::vector<std::string> missing{folder.file("none.cfg")};
  EXPECT_FALSE(dialect().read(missing, {}));
  const std::vector<std::string> empty{folder.path().string()};
  const auto nothing = dialect().read(empty, {});
  ASSERT_FALSE(nothing);
  EXPECT_NE(nothing.error().message.find("holds no .cfg file"), std::string::npos);
}

TEST(Hostile, ADirectoryIsItsFilesInOrder) {
  const rig::TempDir folder;
  folder.write("10-b.cfg", "backend b\n server s 10.0.0.1:1\n");
  folder.write("00-a.cfg", "backend a\n");
  folder.write("20-c.txt", "nonsense\n");
  folder.write(".hidden.cfg", "nonsense\n");
  const std::vector<std::string> paths{folder.path().string()};
  const auto reading = dialect().read(paths, {});
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(said(*reading), "");
  ASSERT_EQ(reading->config.pools.size(), 2u);
  EXPECT_EQ(reading->config.pools[0].name, "a");
  EXPECT_EQ(reading->config.pools[1].at.file, 1u);
}

TEST(Hostile, ASectionEndsWithItsFile) {
  const rig::TempDir folder;
  folder.write("a.cfg", "backend a\n");
  folder.write("b.cfg", " server s 10.0.0.1:1\n");
  const std::vector<std::string> paths{folder.file("a.cfg"), folder.file("b.cfg")};
  const auto reading = dialect().read(paths, {});
  ASSERT_TRUE(reading);
  EXPECT_EQ(said(*reading), "error:1: \"server\" stands outside every section\n");
}

}  // namespace
}  // namespace ek::dialects::haproxy
