// The exit codes that scripts rely on.
#pragma once

namespace ek::app {

inline constexpr int exit_ok = 0;        // nothing at or above --fail-on
inline constexpr int exit_findings = 1;  // findings
inline constexpr int exit_input = 2;     // the input could not be read, or the call was wrong
inline constexpr int exit_bug = 70;      // a bug of ours

}  // namespace ek::app
