// The files that -f names: a file itself, or the *.cfg files of a directory (management guide, -f).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ek::dialects::haproxy {

// In lexical order of the C locale; hidden files left out. A file that is no directory is itself.
base::Result<std::vector<std::string>> files_of(const std::string& path);

}  // namespace ek::dialects::haproxy
