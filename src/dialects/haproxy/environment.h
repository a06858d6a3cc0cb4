// The environment that a configuration's words may name (manual 2.3): what the user gave, what the
// file itself sets with setenv and its like, and the few variables that the program sets. Values
// that nobody gave are remembered, so that they can be reported.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "model/program.h"

namespace ek::dialects::haproxy {

// Where the reader stands: the values of $.FILE, $.LINE and $.SECTION.
struct Here {
  std::string_view file;
  std::uint32_t line = 0;
  std::string_view section;
};

class Environment {
 public:
  Environment(const std::map<std::string, std::string>& given, model::Version version);

  // nullopt: not set. A name that begins with a dot is looked up in `here`.
  std::optional<std::string> get(std::string_view name, const Here& here) const;
  // Does the program itself set it, to a value that cannot be known here?
  static bool set_by_program(std::string_view name);

  // setenv, presetenv, unsetenv, resetenv (manual 3.1). False: the values would take too much
  // memory.
  bool set(std::string_view name, std::string_view value);
  bool preset(std::string_view name, std::string_view value);
  void unset(std::string_view name);
  void keep_only(const std::set<std::string, std::less<>>& names);

  // Those of the given names that were asked for.
  const std::set<std::string, std::less<>>& used() const { return used_; }

 private:
  std::set<std::string, std::less<>> given_;
  mutable std::set<std::string, std::less<>> used_;
  std::map<std::string, std::string, std::less<>> values_;
  std::size_t bytes_ = 0;
};

}  // namespace ek::dialects::haproxy
