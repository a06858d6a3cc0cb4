// A prediction, drawn for people and written for machines.
#pragma once

#include "dialects/dialect.h"
#include "predict/prediction.h"
#include "report/output.h"
#include "report/style.h"
#include "report/told.h"

namespace ek::report {

struct PredictView {
  const dialects::Reading& reading;
  const predict::Prediction& prediction;
  std::string_view file;  // as the user named it
  Told policy{};
  bool every_loss = false;  // --losses full: the text lists all of them too
};

// Without what is no pool to a person: a section that only keeps a stick-table, and that nothing
// sends requests to.
std::vector<const predict::PoolForecast*> shown_pools(const PredictView& view);

void predict_text(const PredictView& view, const Style& style, Output& output);
void predict_json(const PredictView& view, Output& output);

// One pool's parts, in the order predict_text draws them.
void share_table(const predict::PoolForecast& forecast, const Style& style, Output& output);
void loss_table(const predict::PoolForecast& forecast, bool every_loss, const Style& style,
                Output& output);
void loss_heat_map(const predict::PoolForecast& forecast, const Style& style, Output& output);
void in_words(const predict::PoolForecast& forecast, const Style& style, Output& output);

std::string lost_names(const predict::PoolForecast& forecast, const predict::Loss& loss);

}  // namespace ek::report
