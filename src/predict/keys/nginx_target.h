// What nginx makes of a request line's target and of the host (ngx_http_core_module, "Embedded
// Variables"; measured on 1.22.1 where the manual is silent).
#pragma once

#include <string>
#include <string_view>

namespace ek::predict::nginx {

enum class Slashes { merged, kept };  // merge_slashes on, off

// $request_uri: the target without the scheme and host of the absolute form.
std::string_view origin_form(std::string_view target);
// $args; it ends at a `#`, behind which nothing counts.
std::string_view query_of(std::string_view target);
// $arg_: found without case, not decoded.
std::string_view parameter_of(std::string_view query, std::string_view name);
// $uri: percent escapes decoded, "." and ".." resolved.
std::string normalised_path(std::string_view target, Slashes slashes = Slashes::merged);
// The host of the absolute form, as written; empty: another form.
std::string_view host_in_target(std::string_view target);
// $host: without port and trailing dot, in lower case.
std::string plain_host(std::string_view host);

char lower(char c);
// Headers come without the spaces around them; tabs stay.
std::string_view without_outer_blanks(std::string_view text);
bool same_name(std::string_view a, std::string_view b);  // without case

}  // namespace ek::predict::nginx
