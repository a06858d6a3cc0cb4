// Figures as people read them: one way for every table and every sentence.
#pragma once

#include <string>

namespace ek::base {

// "80.0 %", "0.05 %", "<0.01 %": as many digits as tell servers apart, never "100.0 %" for less.
std::string percent(double share);

// "720", "12.5", "1,234,567", "<0.001": three digits, or all before the point; never an exponent.
std::string count_text(double number);

std::string per_second(double rate);    // "643/s", "64.3/s", "5/min", "0.333/h"
std::string time_text(double seconds);  // "141 ms", "2.4 s", "90 min", "3.5 d"

}  // namespace ek::base
