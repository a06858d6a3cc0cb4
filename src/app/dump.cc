// evenkeel dump tree|model|source FILE: what was read, as the program holds it.
#include "report/dump.h"

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"

namespace ek::app {

int run(const Dump& command) {
  report::Output output(stdout);
  const Want want = command.what == "model" ? Want::everything : Want::tree_only;
  int exit_code = exit_ok;
  for (const auto& paths : configurations(command.input)) {
    auto loaded = load(paths, command.input, want);
    if (!loaded) {
      print_error(loaded.error());
      exit_code = exit_input;
      continue;
    }
    print_diagnostics(*loaded);
    if (!loaded->usable()) exit_code = exit_input;
    if (command.what == "source")
      report::dump_source(loaded->reading, output);
    else if (command.what == "tree")
      report::dump_tree(loaded->reading, output);
    else if (command.show.format == Format::json)
      report::dump_model_json(loaded->reading, loaded->name, output);
    else
      report::dump_model_text(loaded->reading, output);
  }
  return exit_code;
}

}  // namespace ek::app
