// When a rule acts: tests of the request, by name or in place, joined by and, or, and not (HAProxy:
// acl, and what follows if and unless).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "text/place.h"

namespace ek::model {

struct Test {
  std::string written;  // for people: "path_beg /api"
  // The same as the program takes it. They may be secrets, to be compared with and never printed.
  std::vector<std::string> words;
  bool whole = true;  // false: a word is not kept
  text::Place at{};
};

// Any of them will do: the lines of one name.
struct Tests {
  std::string name;  // "": they stand in the condition
  std::vector<Test> any_of;
};

struct Condition {
  struct Term {
    std::shared_ptr<const Tests> tests;
    bool negated = false;
  };

  std::string written;  // "if is_api"
  bool unless = false;
  std::vector<std::vector<Term>> any_of;

  bool always() const { return written.empty(); }
};

}  // namespace ek::model
