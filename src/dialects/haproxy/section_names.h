// Which proxies may share a name.
#pragma once

#include <string>
#include <unordered_map>

#include "text/place.h"

namespace ek::dialects::haproxy {

struct Proxy;
struct Scope;

class SectionNames {
 public:
  // A frontend and a backend may share a name. A listen section is both, but the program only looks
  // for another frontend when it begins.
  void add(const Proxy& proxy, const Scope& scope);

 private:
  struct Places {
    text::Place front{}, back{};
  };
  std::unordered_map<std::string, Places> names_;
};

}  // namespace ek::dialects::haproxy
