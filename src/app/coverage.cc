// evenkeel coverage FILE: how far the file was understood, line by line.
#include "report/coverage.h"

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"

namespace ek::app {

int run(const Coverage& command) {
  return for_each_configuration(
      command.input, command.show, Want::model, [&](Loaded& loaded, report::Output& output) {
        if (command.show.format == Format::json)
          report::coverage_json(loaded.reading, loaded.name, output);
        else
          report::coverage_text(loaded.reading, loaded.name, command.show.style, output);
        return exit_ok;
      });
}

}  // namespace ek::app
