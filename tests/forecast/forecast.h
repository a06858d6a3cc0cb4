// A forecast from text, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string_view>

#include "dialects/dialect.h"
#include "inputs/policy.h"
#include "predict/prediction.h"

namespace ek::predict {

// A configuration and a policy read from text, predicted; keeps alive what the forecast points
// into.
class Forecast {
 public:
  explicit Forecast(std::string_view config, std::string_view policy = "",
                    PredictOptions options = {}, std::string_view dialect = "haproxy",
                    std::optional<model::Version> version = {}) {
    dialects::ReadOptions reading_options;
    reading_options.version = version;
    reading_ = dialects::find(dialect)->read_text("test.cfg", config, reading_options);
    const auto file = sources_.add("evenkeel.toml", std::string(policy));
    text::Diagnostics diagnostics;
    policy_ = inputs::parse_policy(sources_, *file, diagnostics);
    for (const auto& diagnostic : diagnostics.all()) ADD_FAILURE() << draw(diagnostic, sources_);
    prediction_ = predict(reading_.config, policy_, options);
  }
  const PoolForecast& pool() const { return prediction_.pools.at(0); }
  const model::Program& program() const { return reading_.config.program; }
  const ServerForecast& server(std::size_t i) const { return pool().servers.at(i); }
  const Loss& loss_of(ServerIndex server) const {
    for (const Loss& loss : pool().losses)
      if (loss.kind == LossKind::server && loss.lost[0] == server) return loss;
    throw std::runtime_error("no such loss");
  }

 private:
  dialects::Reading reading_;
  text::Sources sources_;
  model::Policy policy_;
  Prediction prediction_;
};

}  // namespace ek::predict
