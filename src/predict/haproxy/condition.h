// Conditions of use-server and stick rules, as far as they are simple: anonymous criteria over the
// request ("if { path_beg /a } { hdr(host) x }"), joined by and, or, and !. (Manual, 7.2.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/request.h"
#include "predict/keys/haproxy_key.h"

namespace ek::predict::haproxy {

class Condition {
 public:
  // "" always holds. Fails on named ACLs and on what is not computed here.
  static base::Result<Condition> read(std::string_view text, model::Version version);

  bool holds(const model::Request& request, SampleSpace& space) const;

 private:
  enum class Match : std::uint8_t { exact, beginning, end, inside, found, network };
  struct Criterion {
    KeyReader value;
    Match match = Match::exact;
    bool no_case = false;
    bool negated = false;
    std::vector<std::string> patterns;
  };
  using All = std::vector<Criterion>;

  static base::Result<Criterion> read_criterion(const std::vector<std::string>& words,
                                                model::Version version);
  static bool matches(const Criterion& criterion, const model::Request& request,
                      SampleSpace& space);

  bool negated_ = false;     // unless
  std::vector<All> any_of_;  // empty: always
};

}  // namespace ek::predict::haproxy
