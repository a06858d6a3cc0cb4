// Configurations made for measuring: one pool, as many servers as wanted, at made-up addresses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/program.h"
#include "rig/temp_dir.h"

namespace ek::bench {

enum class Weights { equal, mixed };  // all 1; 1 to 100, of which no two neighbours are alike

struct Method {
  model::ProgramKind program;
  std::string_view name;     // for people
  std::string_view lines;    // in a backend or an upstream, ends with a newline if not empty
  bool keyed = false;        // by a hash of a key of the request
  bool connections = false;  // picks depend on connections: they begin and end while we pick
};

std::string weight_option(const Method& method, Weights weights, std::size_t server);

// A whole file that the real program accepts. The pool is called app.
std::string config_text(const Method& method, std::size_t servers, Weights weights);

// The command with which the real program checks such a file; what it writes goes into the folder.
std::vector<std::string> check_of(const Method& method, const rig::TempDir& folder,
                                  const std::string& file);

}  // namespace ek::bench
