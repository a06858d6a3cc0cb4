#include "app/fragment.h"

#include <fmt/format.h>

namespace ek::app {

void note_fragment(const dialects::Dialect& dialect, dialects::Reading& reading) {
  const std::string what = dialect.missing_part(reading);
  if (what.empty()) return;
  reading.config.depends.push_back(
      {fmt::format("there is {} here: read as a fragment of a configuration", what),
       fmt::format("run {} on the whole, and evenkeel too", dialect.test_command),
       {}});
  reading.diagnostics.note({}, 1, reading.config.depends.back().what,
                           reading.config.depends.back().how);
}

}  // namespace ek::app
