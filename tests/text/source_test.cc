#include "text/source.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ek::text {
namespace {

TEST(Source, LinesEndWithEitherLineEnd) {
  const Source source("f", "a\r\n\nb\rc\nlast");
  ASSERT_EQ(source.line_count(), 4u);
  EXPECT_EQ(source.line(1), "a");
  EXPECT_EQ(source.line(2), "");
  EXPECT_EQ(source.line(3), "b\rc");
  EXPECT_EQ(source.line(4), "last");
}

TEST(Source, PlaceOfEveryByte) {
  const Source source("f", "ab\nc\n");
  const Place expected[] = {{1, 1, 7}, {1, 2, 7}, {1, 3, 7}, {2, 1, 7}, {2, 2, 7}, {3, 1, 7}};
  for (std::size_t offset = 0; offset < 6; ++offset)
    EXPECT_EQ(source.place(offset, 7), expected[offset]) << offset;
}

TEST(Source, AnEmptyFileHasOneEmptyLine) {
  const Source source("f", "");
  EXPECT_EQ(source.line_count(), 1u);
  EXPECT_EQ(source.line(1), "");
}

TEST(Source, ColumnsAreCapped) {
  const Source source("f", std::string(70'000, 'x'));
  EXPECT_EQ(source.place(69'000, 0).column, 65535);
}

class SourcesOnDisk : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "evenkeel_source_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::string refusal(const std::string& path) {
    Sources sources;
    const auto file = sources.read(path);
    return file ? "it was read" : file.error().message;
  }
  std::filesystem::path folder;
};

TEST_F(SourcesOnDisk, ReadsAFileByteForByte) {
  const std::string bytes("a\0\xFF\r\n", 5);
  std::ofstream(folder / "f", std::ios::binary) << bytes;
  Sources sources;
  const auto file = sources.read((folder / "f").string());
  ASSERT_TRUE(file);
  EXPECT_EQ(sources[*file].bytes(), bytes);
}

TEST_F(SourcesOnDisk, SaysWhatElseToName) {
  EXPECT_NE(refusal(folder.string()).find("it is a directory; name a file"), std::string::npos);
  EXPECT_NE(refusal("/dev/null").find("it is not a regular file"), std::string::npos);
  EXPECT_NE(refusal((folder / "none").string()).find("No such file"), std::string::npos);
}

TEST_F(SourcesOnDisk, ALargeSparseFileIsRefusedBeforeItIsRead) {
  std::ofstream(folder / "big").put('x');
  std::filesystem::resize_file(folder / "big", Sources::file_bytes_max + 1);
  EXPECT_NE(refusal((folder / "big").string()).find("limit of 256 MiB"), std::string::npos);
}

TEST(Sources, TooManyFilesIsAMessage) {
  Sources sources;
  for (std::size_t i = 0; i < Sources::files_max; ++i) ASSERT_TRUE(sources.add("f", ""));
  const auto one_more = sources.add("f", "");
  ASSERT_FALSE(one_more);
  EXPECT_NE(one_more.error().message.find("more than 10000 files"), std::string::npos);
}

}  // namespace
}  // namespace ek::text
