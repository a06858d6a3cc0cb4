// What must hold for every input, whatever bytes it is made of. Each check runs one input through
// the program as far as it goes and answers with what does not hold, or with nothing. Crashes,
// sanitizers and limits of time and memory are the fuzzer's (or the test's) own business.
#pragma once

#include <string>
#include <string_view>

namespace ek::fuzz {

// Longer inputs are let through unread: they cost time and find nothing that shorter ones do not.
inline constexpr std::size_t input_bytes_max = 4096;

using Complaint = std::string;  // what does not hold; empty: all is well

Complaint check_haproxy(std::string_view input);
Complaint check_nginx(std::string_view input);
Complaint check_policy(std::string_view input);
Complaint check_requests(std::string_view input);

// A planted mistake, so that we know that the rig finds mistakes: complains about one input only.
Complaint check_canary(std::string_view input);

}  // namespace ek::fuzz
