// The bytes of an nginx hash key for one request: variables as nginx computes them.
//
// Facts: ngx_http_core_module, "Embedded Variables". Key parts are as the nginx dialect lowers
// them: client_address ("" as text, "binary" in network order), uri ($request_uri), path with
// "normalised"
// ($uri; with a converter: slashes kept), query ($args; with a converter: $is_args),
// query_parameter ($arg_), header ($http_; host with "nginx_host": $host, behind it the server's
// name for requests without one), cookie ($cookie_), method, literal.
#pragma once

#include <string>
#include <string_view>

#include "model/key.h"
#include "model/request.h"
#include "predict/algorithm.h"

namespace ek::predict::nginx {

// The view is into the request or into `scratch`, and valid until either changes. Missing headers,
// parameters and cookies are empty, as are sources that cannot be computed.
std::string_view evaluate(const model::Key& key, const model::Request& request,
                          model::Version version, std::string& scratch);

// What the pool's method hashes: its key; for ip_hash the client's address; else nothing.
std::string_view key_of(const Context& context, const model::Request& request,
                        std::string& scratch);

// 4 or 16 bytes in network order; nothing for what is no IP address.
std::string binary_address(std::string_view text);

}  // namespace ek::predict::nginx
