#include "predict/haproxy/key_hash.h"

#include <gtest/gtest.h>

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
