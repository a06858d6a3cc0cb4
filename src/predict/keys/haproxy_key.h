// The key of a request for HAProxy's hashing algorithms and stick tables: prepared once a pool,
// evaluated once a request without allocation on the usual paths.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/key.h"
#include "model/request.h"
#include "predict/keys/haproxy_converters.h"
#include "predict/keys/haproxy_sample.h"

namespace ek::predict::haproxy {

class KeyReader {
 public:
  // `word`: the algorithm's word (source, uri, url_param, hdr, rdp-cookie), whose values differ in
  // detail from those of expressions; "hash" for `balance hash` and for stick rules.
  KeyReader(const model::Key& key, std::string_view word, model::Version version);

  // The bytes are to be read as a number (`hash-type … none`): from 3.4 on a number or an address
  // is then written out, before it is in binary.
  void read_as_number() { written_out_ = version_ >= model::Version{3, 4, 0}; }

  // Why it cannot be evaluated, in words; empty: it can.
  const std::string& problem() const { return problem_; }

  // The bytes to hash. data() == nullptr: the request has no such header, parameter, …
  std::string_view bytes(const model::Request& request, SampleSpace& space) const;
  // The value with its type, for stick tables. False: no value.
  bool sample(const model::Request& request, Sample& sample, SampleSpace& space) const;

 private:
  enum class Word : std::uint8_t { expression, source, uri, url_param, hdr, rdp_cookie };

  std::string_view concatenated(const model::Request& request, SampleSpace& space) const;

  model::Key key_;
  model::Version version_;
  Word word_ = Word::expression;
  bool written_out_ = false;
  std::vector<Converter> converters_;
  std::string problem_;
};

}  // namespace ek::predict::haproxy
