// Keys of stick tables: their length as it is written, and what the table keeps of them.
#include <gtest/gtest.h>

#include "dialects/dialect.h"
#include "predict/haproxy/stick_table.h"

namespace ek::predict::haproxy {
namespace {

constexpr model::Version debian{2, 6, 12};

dialects::Reading read(const std::string& length) {
  return dialects::find("haproxy")->read_text(
      "s.cfg",
      "backend a\n stick-table type binary len " + length +
          " size 10\n stick on src\n server s 127.0.0.1:1\n",
      {});
}

TEST(StickKeys, ALengthIsBetweenOneAndTheLimit) {
  for (const char* length : {"-1", "0", "1048577", "4000000000", "9223372036854775807"}) {
    const auto reading = read(length);
    ASSERT_EQ(reading.diagnostics.all().size(), 1u) << length;
    EXPECT_EQ(reading.diagnostics.all()[0].message,
              "a key of a stick-table has 1 to 1048576 bytes");
    EXPECT_EQ(reading.diagnostics.all()[0].at.line, 2u);
    EXPECT_TRUE(reading.diagnostics.has_errors());
  }
  for (const char* length : {"1", "32", "16384", "1048576"})
    EXPECT_FALSE(read(length).diagnostics.has_errors()) << length;
}

TEST(StickKeys, BinaryKeysAreEqualUpToTheZerosBehindThem) {
  model::StickTable table;
  table.type = "binary";
  table.length = 1u << 20;
  const StickEntries entries(table, debian);
  SampleSpace space;
  const auto key = entries.key(Sample::of("abc"), space);
  ASSERT_TRUE(key);
  EXPECT_LE(key->size(), 16u) << "a short key takes the room of a long one";
  EXPECT_EQ(key, entries.key(Sample::of(std::string_view("abc\0\0", 5)), space));
  EXPECT_NE(key, entries.key(Sample::of(std::string_view("abc\0d", 5)), space));
  EXPECT_EQ(entries.key(Sample::of(""), space),
            entries.key(Sample::of(std::string_view("\0", 1)), space));
}

TEST(StickKeys, LongKeysAreCut) {
  for (const char* type : {"binary", "string"}) {
    model::StickTable table;
    table.type = type;
    table.length = 4;
    const StickEntries entries(table, debian);
    SampleSpace space;
    EXPECT_EQ(entries.key(Sample::of("abcdef"), space), "abcd") << type;
  }
}

}  // namespace
}  // namespace ek::predict::haproxy
