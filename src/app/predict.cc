// evenkeel predict FILE: who gets what, and after every loss.
#include "predict/prediction.h"

#include "app/commands.h"
#include "app/exit_code.h"
#include "app/load.h"
#include "app/pool_choice.h"
#include "app/said.h"
#include "report/predict.h"

namespace ek::app {
namespace {

predict::LossDetail loss_detail(const std::string& word) {
  if (word == "full") return predict::LossDetail::full;
  return word == "none" ? predict::LossDetail::none : predict::LossDetail::automatic;
}

int predict_one(const Predict& command, Loaded& loaded, report::Output& output) {
  if (const auto chosen = choose_pools(loaded, command.pool); !chosen)
    return print_error(chosen.error()), exit_input;
  loaded.reading.tree = {};  // the model says it all; a large file has a large tree

  const auto prediction =
      predict::predict(loaded.reading.config, loaded.policy,
                       {.losses = loss_detail(command.losses), .only_pool = command.pool});

  const report::PredictView view{loaded.reading, prediction, loaded.name, loaded.policy_told(),
                                 command.losses == "full"};
  if (command.show.format == Format::json)
    report::predict_json(view, output);
  else
    report::predict_text(view, command.show.style, output);
  return exit_ok;
}

}  // namespace

int run(const Predict& command) {
  return for_each_configuration(
      command.input, command.show, Want::prediction,
      [&](Loaded& loaded, report::Output& output) { return predict_one(command, loaded, output); });
}

}  // namespace ek::app
