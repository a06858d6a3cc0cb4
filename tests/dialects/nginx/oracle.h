// What `nginx -t` of this machine says of a configuration, and what we say of the same text.
#pragma once

#include <string>

#include "reading.h"

namespace ek::dialects::nginx::testing {

// With the installed program's own version.
ReadOptions installed();

// Whole configurations around a piece; they write nowhere but in the folder that the check makes.
std::string in_main(const std::string& text);  // beside an events block
std::string in_http(const std::string& text);
std::string in_stream(const std::string& text);

struct Opinions {
  bool ours = false, theirs = false;  // accepted?
  std::string explained;              // both outputs, for a failure's message
};

Opinions ask(const std::string& configuration);

// A build without the module of a line says nothing of it.
bool is_silent(const Opinions& opinions);

}  // namespace ek::dialects::nginx::testing
