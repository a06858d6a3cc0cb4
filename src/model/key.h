// What a hashing algorithm or a persistence rule looks at: an expression over the request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ek::model {

// The vendor-neutral sources of a key. Dialects lower their own words to these.
enum class KeySource : std::uint8_t {
  none,
  client_address,  // HAProxy src, nginx $remote_addr (text) and ip_hash (binary)
  uri,             // HAProxy balance uri: path and, with `whole`, query; cut by depth and length
  path,
  query,
  query_parameter,  // by name
  header,           // by name; HAProxy: the last of its values between commas
  whole_header,     // by name: the last line of that name, commas and all (HAProxy req.fhdr)
  cookie,           // by name
  method,
  rdp_cookie,
  literal,      // constant text: every request the same key
  unsupported,  // a real expression whose value we cannot compute; `text` says which
};

struct KeyPart {
  KeySource source = KeySource::none;
  std::string text;  // parameter/header/cookie name, literal text, or the expression
  std::vector<std::string> converters;  // HAProxy: "lower", "field(1,:)" …, applied in order
  // Before the converters: how many values it has at most among all requests of this pool, as the
  // configuration says (a listener's name, a map's values). 0: any number.
  std::uint32_t values_max = 0;
  std::string why = {};  // unsupported: "the value of <text> …"; empty: no request alone tells it
  friend bool operator==(const KeyPart&, const KeyPart&) = default;
};

// A key is the concatenation of its parts (nginx "hash $host$uri"); HAProxy keys have one part.
struct Key {
  std::vector<KeyPart> parts;
  std::string written;  // as in the file, for people
  // HAProxy balance uri / url_param / hdr modifiers (configuration manual, `balance`)
  std::uint32_t length_max = 0;  // uri: len; 0: all
  std::uint32_t depth = 0;       // uri: depth in '/'; 0: all
  bool whole = false;            // uri: with the query string
  bool path_only = false;        // uri: without scheme and authority
  bool domain_only = false;      // hdr(host): use_domain_only
  friend bool operator==(const Key&, const Key&) = default;
};

}  // namespace ek::model
