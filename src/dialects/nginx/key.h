// The key of `hash` and the text of proxy_pass and friends: literal text and $variables.
//
// How nginx's variables stand in model::KeyPart:
//   $remote_addr          client_address, text ""        $binary_remote_addr  … text "binary"
//   $request_uri          uri (target as sent)           $uri, $document_uri  path, text
//   "normalised" $args, $query_string  query                          $arg_name query_parameter
//   $http_name            header, dashes for underscores $cookie_name         cookie
//   $host                 header "host", converters {"nginx_host"}: lower case, no port; else
//   server_name $http_host            header "host"                  $request_method      method
// Names of variables, parameters, headers and cookies compare without case; they stand in lower
// case.
//   $is_args              query, converters {"is_args"}  $content_type, $content_length: headers
//   literal text          literal                        anything else        unsupported, text
//   "$name"
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/key.h"

namespace ek::dialects::nginx {

struct TemplatePart {
  bool variable = false;
  std::string_view text;  // without $ and braces
  bool capture = false;   // a variable, "$1" to "$9": what a regular expression found
};

// "$a${b}text" in its parts. A `$` that starts no name is literal text. "$1x" is a capture and "x"
// but for log_format, which takes it for a name.
enum class Captures : std::uint8_t { none, digits };
std::vector<TemplatePart> split_template(std::string_view text,
                                         Captures captures = Captures::digits);
// What the program refuses in it: a brace that is not closed, a `$` that names nothing. nullptr:
// fine.
const char* template_fault(std::string_view text);
// The names in "(?<name>", "(?P<name>" and "(?'name'" of a regular expression.
std::vector<std::string_view> capture_names(std::string_view text);
bool has_variable(std::string_view text);

// A text that stands in a key; not known where a secret was taken out of it.
model::KeyPart text_part(std::string_view text);
model::Key read_key(std::string_view written, bool stream);

}  // namespace ek::dialects::nginx
