// evenkeel predict FILE: who gets what, and after every loss.
#include "predict/prediction.h"

#include <fmt/format.h>

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"
#include "base/text.h"
#include "report/predict.h"

namespace ek::app {
namespace {

predict::LossDetail loss_detail(const std::string& word) {
  if (word == "full") return predict::LossDetail::full;
  return word == "none" ? predict::LossDetail::none : predict::LossDetail::automatic;
}

bool pool_exists(const Loaded& loaded, const std::string& pool) {
  if (pool.empty() || loaded.reading.config.pool(pool) != nullptr) return true;
  fmt::print(stderr, "evenkeel: there is no pool {} in {}; there are:", base::printable(pool),
             base::printable(loaded.name));
  for (const model::Pool& known : loaded.reading.config.pools)
    fmt::print(stderr, " {}", base::printable(known.name));
  fmt::print(stderr, "\n");
  return false;
}

}  // namespace

int run(const Predict& command) {
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
    if (!loaded->usable() || !pool_exists(*loaded, command.pool)) exit_code = exit_input;
    loaded->reading.tree = {};  // the model says it all; a large file has a large tree

    const auto prediction =
        predict::predict(loaded->reading.config, loaded->policy,
                         {.losses = loss_detail(command.losses), .only_pool = command.pool});

    const report::PredictView view{loaded->reading, prediction, loaded->name};
    if (command.show.format == Format::json)
      report::predict_json(view, output);
    else
      report::predict_text(view, command.show.style, output);
  }
  return exit_code;
}

}  // namespace ek::app
