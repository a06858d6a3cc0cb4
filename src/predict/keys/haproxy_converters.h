// HAProxy's converters, as far as we can compute them: "lower", "field(1,:)", … (manual, 7.3.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "predict/keys/haproxy_sample.h"

namespace ek::predict::haproxy {

struct Converter {
  // False: the sample has no value any more, as when a field does not exist.
  bool (*apply)(const Converter&, Sample& sample, SampleSpace& space) = nullptr;
  std::vector<std::string> arguments;
  std::int64_t first = 0, second = 0;  // numeric arguments, where the converter has them
  bool has_second = false;
  model::Version version{};  // of the program: some converters changed
};

// nullopt: not one that we compute, or its arguments do not fit.
std::optional<Converter> read_converter(std::string_view text, model::Version version);

}  // namespace ek::predict::haproxy
