// Drives the running HAProxy and our simulation with the same requests, those that it answers
// itself included.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/request.h"
#include "rig/backends.h"
#include "rig/haproxy.h"

namespace ek::differential {

using Picks = std::vector<std::string>;  // "-": no server
using Requests = std::vector<model::Request>;

inline constexpr std::size_t servers = 4;

struct Rules {  // lines of a frontend, and of the backend "app" that it leads to
  std::string frontend, backend;
  std::string mode = "http";
  std::string defaults = {};  // lines of a defaults section that the backend alone inherits
};

rig::HaproxyOptions options_of(const Rules& rules, const rig::Backends& backends);

// "-": HAProxy answered, or closed the connection. `config`: what it was started with.
Picks of_program(const Rules& rules, const Requests& requests, std::string& config);

base::Result<Picks> of_model(const std::string& config, const Requests& requests);

// Requests that differ in all that a key may look at.
Requests requests();

}  // namespace ek::differential
