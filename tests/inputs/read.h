// Reads an input from memory and draws what was said about it.
#pragma once

#include <string>

#include "inputs/policy.h"
#include "inputs/requests.h"

namespace ek::inputs {

struct ReadPolicy {
  model::Policy policy;
  std::string said;  // every diagnostic as it is printed
};

inline std::string draw_all(const text::Diagnostics& diagnostics, const text::Sources& sources) {
  std::string all;
  for (const text::Diagnostic& diagnostic : diagnostics.all()) all += draw(diagnostic, sources);
  return all;
}

inline ReadPolicy read_policy(std::string text) {
  text::Sources sources;
  text::Diagnostics diagnostics;
  const auto file = sources.add("evenkeel.toml", std::move(text));
  model::Policy policy = parse_policy(sources, *file, diagnostics);
  return {std::move(policy), draw_all(diagnostics, sources)};
}

struct ReadRequests {
  std::vector<model::Request> requests;
  std::string said;
};

inline ReadRequests read_requests(std::string text) {
  text::Sources sources;
  text::Diagnostics diagnostics;
  const auto file = sources.add("r.jsonl", std::move(text));
  auto requests = parse_requests(sources, *file, diagnostics);
  return {std::move(requests), draw_all(diagnostics, sources)};
}

}  // namespace ek::inputs
