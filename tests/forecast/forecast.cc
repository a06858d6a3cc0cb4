#include "forecast.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ek::predict {

Forecast::Forecast(std::string_view config, std::string_view policy, const PredictOptions& options,
                   std::string_view dialect, std::optional<model::Version> version) {
  dialects::ReadOptions reading_options;
  reading_options.version = version;
  reading_ = dialects::find(dialect)->read_text("test.cfg", config, reading_options);
  const auto file = sources_.add("evenkeel.toml", std::string(policy));
  text::Diagnostics diagnostics;
  policy_ = inputs::parse_policy(sources_, *file, diagnostics);
  for (const auto& diagnostic : diagnostics.all()) ADD_FAILURE() << draw(diagnostic, sources_);
  prediction_ = predict(reading_.config, policy_, options);
}

const Loss& Forecast::loss_of(ServerIndex server) const {
  for (const Loss& loss : pool().losses)
    if (loss.kind == LossKind::server && loss.lost[0] == server) return loss;
  throw std::runtime_error("no such loss");
}

std::string notes_of(const Forecast& forecast) {
  std::string all;
  for (const std::string& note : forecast.pool().grade.notes) all += note + "\n";
  return all;
}

}  // namespace ek::predict
