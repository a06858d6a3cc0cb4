// The address of a server (manual 5.2 and "Address formats").
#pragma once

#include <string_view>

#include "model/server.h"

namespace ek::dialects::haproxy {

struct ServerAddress {
  model::Address address;
  bool port_is_offset = false;  // "+n" or "-n": relative to the client's port
  bool port_is_wrong = false;
};

// Never fails: what is no address is a name. The last colon always separates the port.
ServerAddress parse_server_address(std::string_view text);

}  // namespace ek::dialects::haproxy
