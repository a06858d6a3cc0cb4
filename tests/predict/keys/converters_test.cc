// Converters with any number that fits into 64 bits, and the two fetches of a header.
#include "predict/keys/haproxy_converters.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>

#include "dialects/dialect.h"
#include "predict/keys/haproxy_key.h"

namespace ek::predict::haproxy {
namespace {

constexpr model::Version debian{2, 6, 12};
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

std::string converted(const std::string& converter, std::string_view text,
                      model::Version version = debian) {
  const auto read = read_converter(converter, version);
  if (!read) return "(refused)";
  SampleSpace space;
  Sample sample = Sample::of(text);
  return read->apply(*read, sample, space) ? std::string(sample.bytes) : "(none)";
}

// Piece `first` and the `count - 1` after (before, if negative) it, in numbers that cannot
// overflow.
std::string expected(const std::vector<std::string>& pieces, long double first, long double count,
                     const std::string& none) {
  const auto size = static_cast<long double>(pieces.size());
  if (first == 0 || first > size || first < -size) return none;
  const long double at = first > 0 ? first - 1 : size + first;
  const long double further = count == 0 ? size : count - 1;
  const long double from = first > 0 ? at : std::max(0.0L, at - further);
  const long double to = first > 0 ? std::min(size - 1, at + further) : at;
  std::string text = pieces[static_cast<std::size_t>(from)];
  for (auto i = from + 1; i <= to; ++i) text += "/" + pieces[static_cast<std::size_t>(i)];
  return text;
}

TEST(Converters, FieldAndWordTakeAnyNumber) {
  const std::vector<std::string> pieces{"a", "bc", "d"};
  for (const std::int64_t first :
       {least, least + 1, std::int64_t{-4}, std::int64_t{-3}, std::int64_t{-1}, std::int64_t{0},
        std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, std::int64_t{4}, most}) {
    const bool end = first == 1 || first == -1;  // of an absent field: empty, not absent
    for (const std::int64_t count : {std::int64_t{0}, std::int64_t{1}, std::int64_t{2},
                                     std::int64_t{3}, std::int64_t{4}, most - 1, most}) {
      const std::string arguments = fmt::format("({},/,{})", first, count);
      EXPECT_EQ(converted("field" + arguments, "a/bc/d"),
                expected(pieces, static_cast<long double>(first), static_cast<long double>(count),
                         end ? "" : "(none)"))
          << arguments;
      EXPECT_EQ(converted("word" + arguments, "a/bc/d"),
                first == 0 ? "(none)"
                           : expected(pieces, static_cast<long double>(first),
                                      static_cast<long double>(count), ""))
          << arguments;
    }
  }
}

TEST(Converters, BytesTakeAnyNumber) {
  EXPECT_EQ(converted(fmt::format("bytes({})", most), "abc"), "");
  EXPECT_EQ(converted(fmt::format("bytes(1,{})", most), "abc"), "bc");
  EXPECT_EQ(converted("bytes(-1)", "abc"), "(refused)");
}

TEST(Converters, AMaskHasUpTo32Bits) {
  for (const std::int64_t bits : {least, std::int64_t{-1}, std::int64_t{33}, most})
    EXPECT_FALSE(read_converter(fmt::format("ipmask({})", bits), debian)) << bits;
  for (const int bits : {0, 8, 24, 32})
    EXPECT_TRUE(read_converter(fmt::format("ipmask({})", bits), debian)) << bits;
}

std::string key_of(const std::string& expression, const model::Request& request) {
  const auto reading = dialects::find("haproxy")->read_text(
      "h.cfg", "backend a\n mode http\n balance hash " + expression + "\n server s 127.0.0.1:1\n",
      {});
  const KeyReader key(reading.config.pools[0].balance.key.value, "hash", debian);
  SampleSpace space;
  return std::string(key.bytes(request, space));
}

// What is read depends on the fetch, not on letters that happen to stand in the header's name.
TEST(Fetches, AHeaderMayBeNamedLikeAFetch) {
  model::Request request;
  request.headers = {{"X-fhdr", "one, two"}, {"X-Key", "three, four"}};
  EXPECT_EQ(key_of("req.hdr(x-fhdr)", request), "two");
  EXPECT_EQ(key_of("req.fhdr(x-fhdr)", request), "one, two");
  EXPECT_EQ(key_of("req.hdr(X-Key)", request), "four");
  EXPECT_EQ(key_of("req.fhdr(X-Key)", request), "three, four");
}

}  // namespace
}  // namespace ek::predict::haproxy
