// One criterion of a condition, "hdr(host) -i example.com" (manual 7.1.3, 7.3). Every value that
// the request has of it is tried.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/key.h"
#include "model/request.h"
#include "predict/haproxy/address_pattern.h"
#include "predict/keys/haproxy_sample.h"

namespace ek::predict::haproxy {

class Criterion {
 public:
  // The words between braces or behind the name of an ACL. Fails on what is not computed here.
  static base::Result<Criterion> read(std::span<const std::string> words);

  bool holds(const model::Request& request, SampleSpace& space) const;

 private:
  enum class Match : std::uint8_t { exact, beginning, end, inside, found, address, method };

  base::Result<void> read_patterns(std::span<const std::string> words);
  bool read_match(std::string_view word);
  bool matches(const Sample& sample, SampleSpace& space) const;
  bool matches_text(std::string_view text) const;

  std::optional<bool> constant_;  // always_true and always_false
  model::Key key_;                // of one part
  Match match_ = Match::exact;
  bool no_case_ = false;
  std::vector<std::string> patterns_;
  std::vector<AddressPattern> addresses_;
};

}  // namespace ek::predict::haproxy
