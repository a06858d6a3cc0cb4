// What a program does with a request before it looks for a server: it may answer it itself.
// One implementation a program (haproxy/gate.h; program.cc names them).
#pragma once

#include <memory>

#include "base/result.h"
#include "model/request.h"
#include "predict/algorithm.h"

namespace ek::predict {

class Gate {
 public:
  virtual ~Gate() = default;
  // False: the program answers it, and no server gets it.
  virtual bool lets_pass(const model::Request& request) = 0;
};

// A null pointer: every request passes. Fails where it is not known which ones do; the error says
// why.
base::Result<std::unique_ptr<Gate>> make_gate(const Context& context);

// What answers requests before a server is chosen, in words; "": nothing does.
std::string answered_before(const Context& context);

}  // namespace ek::predict
