// One function a command, each in its own file; they answer with an exit code.
#pragma once

#include "app/arguments.h"

namespace ek::app {

int run(const Check& check);
int run(const Predict& predict);
int run(const Simulate& simulate);
int run(const Coverage& coverage);
int run(const Dump& dump);
int run(const Explain& explain);

}  // namespace ek::app
