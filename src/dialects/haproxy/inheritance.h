// The defaults sections so far, and what each section inherits of them (manual 4).
#pragma once

#include <map>
#include <string>

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {

class Inheritance {
 public:
  explicit Inheritance(const Scope& scope) : unnamed_(built_in(scope)) {}

  // For a section whose first line is `line`; word `i` may be "from".
  Inheritable of(const Line& line, const SectionWord& section, std::size_t i,
                 const Scope& scope) const;

  // The end of a defaults section.
  void keep(Proxy&& proxy);

 private:
  struct Named {
    Inheritable settings;
    bool twice = false;
  };

  Inheritable unnamed_;  // of the last defaults section
  std::map<std::string, Named, std::less<>> named_;
};

}  // namespace ek::dialects::haproxy
