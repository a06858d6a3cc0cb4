#include "predict/keys/haproxy_key.h"

#include "predict/keys/haproxy_fetch.h"

namespace ek::predict::haproxy {
namespace {

std::string_view present(std::optional<std::string_view> value) {
  if (!value) return {};
  return value->data() == nullptr ? std::string_view("", 0) : *value;
}

}  // namespace

KeyReader::KeyReader(const model::Key& key, std::string_view word, model::Version version)
    : key_(key), version_(version) {
  if (word == "source") word_ = Word::source;
  if (word == "uri") word_ = Word::uri;
  if (word == "url_param") word_ = Word::url_param;
  if (word == "hdr") word_ = Word::hdr;
  if (word == "rdp-cookie") word_ = Word::rdp_cookie;
  if (key_.parts.empty()) problem_ = "there is no expression to evaluate";
  for (const model::KeyPart& part : key_.parts) {
    if (part.source == model::KeySource::unsupported)
      problem_ = "the expression \"" + part.text + "\" is not one that is computed here";
    for (const std::string& text : part.converters) {
      auto converter = read_converter(text, version);
      if (converter) {
        converters_.push_back(std::move(*converter));
      } else {
        problem_ = "the converter \"" + text + "\" is not one that is computed here";
      }
    }
  }
}

std::string_view KeyReader::bytes(const model::Request& request, SampleSpace& space) const {
  const std::string& name = key_.parts.front().text;
  switch (word_) {
    case Word::source:
      return address_bytes(request.source, space.fresh({}));
    case Word::uri:
      return present(uri_key(key_, request.target));
    case Word::url_param:
      return present(request.parameter(name));
    case Word::hdr: {
      const auto value = first_header_value(request, name);
      if (!value || value->empty()) return {};
      return key_.domain_only ? present(domain_only(*value)) : *value;
    }
    case Word::rdp_cookie: {
      const auto value = request.cookie(name);
      return !value || value->empty() ? std::string_view() : *value;
    }
    case Word::expression:
      break;
  }
  Sample value;
  if (!sample(request, value, space)) return {};
  return present(written_out_ ? as_text(value, space) : as_bytes(value, space));
}

bool KeyReader::sample(const model::Request& request, Sample& sample, SampleSpace& space) const {
  if (key_.parts.size() > 1) {
    sample = Sample::of(concatenated(request, space));
    return true;
  }
  if (!fetch(key_.parts.front(), key_, request, sample, space)) return false;
  for (const Converter& converter : converters_)
    if (!converter.apply(converter, sample, space)) return false;
  return true;
}

// `base`: the first Host value and the path.
std::string_view KeyReader::concatenated(const model::Request& request, SampleSpace& space) const {
  std::string& whole = space.one;
  whole.clear();
  for (const model::KeyPart& part : key_.parts) {
    Sample piece;
    if (part.source == model::KeySource::header) {
      whole += first_header_value(request, part.text).value_or(std::string_view());
    } else if (fetch(part, key_, request, piece, space)) {
      whole += piece.bytes;
    }
  }
  return whole;
}

}  // namespace ek::predict::haproxy
