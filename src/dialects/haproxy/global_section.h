// The global section, as far as it changes what is predicted.
#pragma once

#include <string>

#include "dialects/haproxy/line.h"

namespace ek::dialects::haproxy {

struct Scope;

class GlobalSection {
 public:
  void read(const Line& line, const Scope& scope);

  // After the last section.
  void settle(const Scope& scope) const;

 private:
  bool groups_stated_ = false;
  std::string cpu_policy_;
};

}  // namespace ek::dialects::haproxy
