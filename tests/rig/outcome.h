// The rig's answer for whatever the outside world may refuse: a value, or a sentence for a person.
// Tests write: `ASSERT_TRUE(lb) << lb.error();`
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace ek::rig {

template <class T>
using Outcome = tl::expected<T, std::string>;

inline tl::unexpected<std::string> failure(std::string why) {
  return tl::unexpected<std::string>(std::move(why));
}

// `what` followed by the text of the current errno.
std::string with_errno(const std::string& what);

// For what cannot fail on a machine able to run the tests (a pipe, a loopback port): prints `what`
// with errno and aborts. Each ctest case is a process of its own, so that is a failed case.
void require(bool ok, const char* what);

}  // namespace ek::rig
