// Conditions of use-server and stick rules, as far as they are simple: anonymous criteria over the
// request ("if { path_beg /a } { hdr(host) x }"), joined by and, or, and !. (Manual, 7.2.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/request.h"
#include "predict/haproxy/criterion.h"

namespace ek::predict::haproxy {

class Condition {
 public:
  // "" always holds. Fails on ACLs of the file and on what is not computed here.
  static base::Result<Condition> read(std::string_view text);

  bool holds(const model::Request& request, SampleSpace& space) const;

 private:
  struct Term {
    Criterion criterion;
    bool negated = false;
  };
  using All = std::vector<Term>;

  bool negated_ = false;     // unless
  std::vector<All> any_of_;  // empty: always
};

}  // namespace ek::predict::haproxy
