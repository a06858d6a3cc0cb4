// The values that HAProxy reads out of a request, each as its manual entry says (7.3.6, balance).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/key.h"
#include "model/request.h"
#include "predict/keys/haproxy_sample.h"

namespace ek::predict::haproxy {

// Without scheme and authority: "http://host/path" -> "/path"; nullopt: none ("*",
// "http://host").
std::optional<std::string_view> path_and_query(std::string_view target);

// One value of a header: its values are cut at commas outside quotes; blanks around are dropped.
std::optional<std::string_view> first_header_value(const model::Request& request,
                                                   std::string_view name);
std::optional<std::string_view> last_header_value(const model::Request& request,
                                                  std::string_view name);
std::optional<std::string_view> whole_header_value(const model::Request& request,
                                                   std::string_view name);  // the last occurrence

// The part of balance uri that is hashed.
std::string_view uri_key(const model::Key& key, std::string_view target);
// "www.example.com" -> "example": the label before the last dot (balance hdr, use_domain_only).
std::string_view domain_only(std::string_view host);

// A part of a sample expression. False: it has no value.
bool fetch(const model::KeyPart& part, const model::Key& key, const model::Request& request,
           Sample& sample, SampleSpace& space);

// Whether visit(sample) is true of a value: conditions try each header value, cookie and parameter
// of the name, where a key takes one. Stops there.
bool any_value(const model::KeyPart& part, const model::Key& key, const model::Request& request,
               SampleSpace& space, const std::function<bool(const Sample&)>& visit);

}  // namespace ek::predict::haproxy
