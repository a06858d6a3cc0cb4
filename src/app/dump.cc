// evenkeel dump tree|model|source FILE: what was read, as the program holds it.
#include "report/dump.h"

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"
#include "app/said.h"

namespace ek::app {

int run(const Dump& command) {
  const bool model = command.what == "model";
  const bool json = command.show.format == Format::json;
  if (json && !model) {
    print_error({"dump " + command.what + " is text; only dump model has --format json"});
    return exit_input;
  }
  Show show = command.show;
  if (command.what == "source") show.style.ascii = false;  // byte for byte
  return for_each_configuration(command.input, show, model ? Want::model : Want::tree,
                                [&](Loaded& loaded, report::Output& output) {
                                  if (command.what == "source")
                                    report::dump_source(loaded.reading, output);
                                  else if (command.what == "tree")
                                    report::dump_tree(loaded.reading, output);
                                  else if (json)
                                    report::dump_model_json(loaded.reading, loaded.name, output);
                                  else
                                    report::dump_model_text(loaded.reading, output);
                                  return exit_ok;
                                });
}

}  // namespace ek::app
