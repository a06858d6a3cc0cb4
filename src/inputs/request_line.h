// One line of a request file, a JSON object, straight into a model::Request: without a document in
// between, as request files hold millions of lines.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/request.h"

namespace ek::inputs {

struct LineProblem {
  std::string message, hint;
  std::size_t begin = 0, end = 0;  // bytes of the line; end > begin
};

struct ReadLine {
  std::optional<LineProblem> problem;  // the request is then incomplete
  std::size_t time_at = 0;             // where the value of t begins
};

// For many lines: what it needs while it reads is kept from line to line.
class LineParser {
 public:
  LineParser();
  ~LineParser();
  ReadLine parse(std::string_view line, model::Request& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ek::inputs
