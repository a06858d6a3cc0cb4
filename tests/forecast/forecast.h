// A forecast from text, for the tests of this folder.
#pragma once

#include <optional>
#include <string>
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
                    const PredictOptions& options = {}, std::string_view dialect = "haproxy",
                    std::optional<model::Version> version = {});
  const PoolForecast& pool() const { return prediction_.pools.at(0); }
  const model::Program& program() const { return reading_.config.program; }
  const ServerForecast& server(std::size_t i) const { return pool().servers.at(i); }
  const Loss& loss_of(ServerIndex server) const;

 private:
  dialects::Reading reading_;
  text::Sources sources_;
  model::Policy policy_;
  Prediction prediction_;
};

// The notes on the pool's grade, a line each.
std::string notes_of(const Forecast& forecast);

}  // namespace ek::predict
