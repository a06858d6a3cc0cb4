// The address of a server (manual 5.2 and "Address formats").
#pragma once

#include <string>
#include <string_view>

#include "model/server.h"

namespace ek::dialects::haproxy {

struct ServerAddress {
  model::Address address;
  std::string port_offset;  // "+n" or "-n": relative to the client's port
  bool port_is_wrong = false;
};

// Never fails: what is no address is a name. The last colon always separates the port.
ServerAddress parse_server_address(std::string_view text);

// An address with its offset kept in the host ("10.0.0.1:+80"): two offsets are two ports, and
// neither is the port of an address without one. `offset` may be empty.
model::Address with_offset(model::Address address, std::string_view offset);
bool has_offset(const model::Address& address);
std::string_view host_without_offset(const model::Address& address);

}  // namespace ek::dialects::haproxy
