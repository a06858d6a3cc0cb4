// What stands behind proxy_pass and its siblings, in its parts.
#pragma once

#include <string_view>

namespace ek::dialects::nginx {

struct Target {
  std::string_view scheme;  // "http", "https", "grpc", …; "" when none is written
  std::string_view host;    // a pool's name, an address or a name; without port
  std::string_view port;    // "" when none is written
  bool has_port = false;
  bool has_uri = false;    // something follows the host and port
  std::string_view place;  // host and port as written: what a person calls the target
};

// Never fails: what is no URL becomes a host.
Target parse_target(std::string_view text);

}  // namespace ek::dialects::nginx
