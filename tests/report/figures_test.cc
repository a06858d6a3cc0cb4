// Figures as a person would write them: tiny, huge, and at the borders of the units.
#include "base/figures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/units.h"
#include "report/style.h"

namespace ek::report {
namespace {

TEST(Figures, RatesHaveAUnitInWhichTheyCanBeRead) {
  EXPECT_EQ(base::per_second(0), "0/s");
  EXPECT_EQ(base::per_second(8.0 / 86400), "0.333/h");
  EXPECT_EQ(base::per_second(1.0 / 60), "1/min");
  EXPECT_EQ(base::per_second(0.5), "0.5/s");
  EXPECT_EQ(base::per_second(99.96), "100/s");
  EXPECT_EQ(base::per_second(642.86), "643/s");
  EXPECT_EQ(base::per_second(1e12), "1,000,000,000,000/s");
  EXPECT_EQ(base::per_second(1e-9), "<0.001/h");
}

TEST(Figures, TimesToo) {
  EXPECT_EQ(seconds_text(0), "0 us");
  EXPECT_EQ(seconds_text(0.000123), "123 us");
  EXPECT_EQ(seconds_text(0.9996), "1 s");
  EXPECT_EQ(seconds_text(0.141), "141 ms");
  EXPECT_EQ(seconds_text(31.79), "31.8 s");
  EXPECT_EQ(seconds_text(5400), "90 min");
  EXPECT_EQ(seconds_text(36000), "10 h");
  EXPECT_EQ(seconds_text(1e6), "11.6 d");
  EXPECT_EQ(base::to_string(base::Duration(5'401'000'000)), "90.02m");
  EXPECT_EQ(base::to_string(base::Duration(12'345'678'901)), "3.429h");
  EXPECT_EQ(base::to_string(base::Duration(65'500'000)), "65.5s");
  EXPECT_EQ(base::to_string(base::Rate{1.0 / 3600}), "1/h");
}

// No exponent, whatever the figure; and no more is said to be less.
TEST(Figures, NeverHaveAnExponent) {
  for (int exponent = -14; exponent <= 14; ++exponent)
    for (const double digits : {1.0, 1.2345, 5.4, 9.94, 9.996}) {
      const double value = digits * std::pow(10.0, exponent);
      for (const std::string& text :
           {base::count_text(value), base::per_second(value), seconds_text(value),
            base::to_string(base::Rate{value}),
            base::to_string(base::Duration(std::llround(std::min(value, 1e8) * 1e6)))})
        EXPECT_EQ(text.find_first_of("e+"), std::string::npos) << value << ": " << text;
    }
}

TEST(Figures, WhatIsNotFullIsNotWrittenAsFull) {
  EXPECT_EQ(percent_whole(0.994), "99 %");
  EXPECT_EQ(percent_whole(0.997), "99.7 %");
  EXPECT_EQ(percent_whole(0.99999), ">99.9 %");
  EXPECT_EQ(percent_whole(1), "100 %");
  EXPECT_EQ(percent_whole(2.143), "214 %");
}

}  // namespace
}  // namespace ek::report
