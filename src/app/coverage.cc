// evenkeel coverage FILE: how far the file was understood, line by line.
#include "report/coverage.h"

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"

namespace ek::app {

int run(const Coverage& command) {
  report::Output output(stdout);
  int exit_code = exit_ok;
  for (const auto& paths : configurations(command.input)) {
    auto loaded = load(paths, command.input);
    if (!loaded) {
      print_error(loaded.error());
      exit_code = exit_input;
      continue;
    }
    print_diagnostics(*loaded);
    if (!loaded->usable()) exit_code = exit_input;
    if (command.show.format == Format::json)
      report::coverage_json(loaded->reading, loaded->name, output);
    else
      report::coverage_text(loaded->reading, loaded->name, command.show.style, output);
  }
  return exit_code;
}

}  // namespace ek::app
