// Which word was meant.
#include <gtest/gtest.h>

#include <array>

#include "base/text.h"

namespace ek::base {
namespace {

constexpr std::array<std::string_view, 5> words{"shop", "web1", "roundrobin", "api", "leastconn"};

TEST(Nearest, OneLetterOfThreeMayBeWrong) {
  EXPECT_EQ(nearest("shoq", words), "shop");
  EXPECT_EQ(nearest("sho", words), "shop");
  EXPECT_EQ(nearest("rondrobbin", words), "roundrobin");
  EXPECT_EQ(nearest("shxx", words), "");
  EXPECT_EQ(nearest("ap", words), "api") << "of two letters, one more may be missing";
  EXPECT_EQ(nearest("xi", words), "");
  EXPECT_EQ(nearest("", words), "");
}

// The commonest slip of fast fingers.
TEST(Nearest, TwoNeighboursThatChangedPlacesAreOneSlip) {
  EXPECT_EQ(nearest("shpo", words), "shop");
  EXPECT_EQ(nearest("hsop", words), "shop");
  EXPECT_EQ(nearest("wbe1", words), "web1");
  EXPECT_EQ(nearest("elastcnon", words), "leastconn");
  EXPECT_EQ(nearest("pohs", words), "");
}

// "warn" is three letters from "warning", and means nothing else.
TEST(Nearest, TheBeginningOfOneWordMeansIt) {
  EXPECT_EQ(meant("least", words), "leastconn");
  EXPECT_EQ(meant("shpo", words), "shop");
  constexpr std::array<std::string_view, 2> two{"balance", "balances"};
  EXPECT_EQ(meant("bal", two), "");
  EXPECT_EQ(meant("", words), "");
  EXPECT_EQ(did_you_mean("shpo", words), " (did you mean shop?)");
  EXPECT_EQ(did_you_mean("zzzz", words), "");
}

TEST(Nearest, LongWordsAreNoSlips) {
  const std::string word(65, 'a');
  const std::array<std::string_view, 1> same{word};
  EXPECT_EQ(nearest(word, same), "");
  const std::array<std::string_view, 1> longest{std::string_view(word).substr(1)};
  EXPECT_EQ(nearest(longest[0], longest), longest[0]);
}

}  // namespace
}  // namespace ek::base
