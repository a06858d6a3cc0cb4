#include "predict/haproxy/key_hash.h"

#include <gtest/gtest.h>

#include <bit>
#include <string>

#include "base/random.h"

namespace ek::predict::haproxy {
namespace {

// crc32, djb2 and sdbm have published values for these texts; wt6 and the mix are held by the
// differential tests against the running program and pinned here.
TEST(KeyHash, PublishedValues) {
  EXPECT_EQ(crc32("123456789"), 0xcbf43926u);
  EXPECT_EQ(djb2(""), 5381u);
  EXPECT_EQ(djb2("a"), 177670u);
  EXPECT_EQ(sdbm(""), 0u);
  EXPECT_EQ(sdbm("a"), 97u);
  EXPECT_EQ(sdbm("ab"), 97u * 65599u + 98u);
}

// The same, byte by byte.
std::uint32_t sdbm_slowly(std::string_view key) {
  std::uint32_t hash = 0;
  for (const char c : key) hash = static_cast<unsigned char>(c) + (hash << 6) + (hash << 16) - hash;
  return hash;
}
std::uint32_t wt6_slowly(std::string_view key) {
  std::uint32_t low = 0xa53c965a, high = 0x5ca6953a;
  int turn_high = 6, turn_low = 18;
  for (const char c : key) {
    const std::uint32_t byte = static_cast<unsigned char>(c);
    const std::uint32_t turned = std::rotl(~(high + byte), turn_high);
    high = std::rotl(~(low ^ byte), turn_low);
    low = turned;
    const std::uint32_t mixed = ((low >> 16) ^ high) & 0xffff;
    turn_high = static_cast<int>(mixed & 31);
    turn_low = static_cast<int>(mixed >> 11);
  }
  return low ^ high;
}

TEST(KeyHash, InWordsIsAsByteByByte) {
  base::Random random(20261128);
  for (int i = 0; i < 20'000; ++i) {
    std::string key(random.below(70), '\0');
    for (char& c : key) c = static_cast<char>(random.below(256));
    ASSERT_EQ(sdbm(key), sdbm_slowly(key)) << testing::PrintToString(key);
    ASSERT_EQ(wt6(key), wt6_slowly(key)) << testing::PrintToString(key);
  }
}

TEST(KeyHash, AddressesAreCombinedWordByWord) {
  EXPECT_EQ(address_hash(std::string_view("\x0a\x00\x00\x07", 4)), 0x0a000007u);
  EXPECT_EQ(address_hash(std::string_view("\0\0\0\1\0\0\0\2\0\0\0\4\x10\0\0\0", 16)), 0x10000007u);
}

TEST(KeyHash, NoneReadsANumber) {
  EXPECT_EQ(key_as_hash("4294967295"), 4294967295u);
  EXPECT_EQ(key_as_hash("4294967296"), 0u);
  EXPECT_EQ(key_as_hash("-1"), 4294967295u);
  EXPECT_EQ(key_as_hash("12ab"), 12u);
  EXPECT_EQ(key_as_hash(""), 0u);
}

TEST(KeyHash, BytesAboveAsciiCountAsUnsigned) {
  EXPECT_EQ(sdbm("\xff"), 255u);
  EXPECT_EQ(djb2("\xff"), 5381u * 33u + 255u);
}

}  // namespace
}  // namespace ek::predict::haproxy
