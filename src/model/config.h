// The vendor-neutral model of a configuration: what listens, where it may go, which servers there
// are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/coverage.h"
#include "model/pool.h"
#include "model/program.h"

namespace ek::model {

struct Listener {
  std::string name;  // frontend or listen name; nginx: server_name or the first address
  std::string section;
  Layer layer = Layer::http;
  std::vector<Setting<std::string>> binds;  // as written
  Setting<std::uint32_t> maxconn;  // HAProxy: connections at once; 0: as many as the process
  // HAProxy: connections at once on all its sockets; 0: not every bind line says how many.
  Setting<std::uint32_t> sockets_maxconn;
  OwnAnswers answers = OwnAnswers::none;  // HAProxy: without a backend
  bool shares_connections = false;        // HTTP/2 or 3 may be spoken: many requests a connection
  Setting<bool> disabled;
  Place at{};
  SectionRules rules;
};

struct Config;

// How traffic reaches a pool. Conditions stay as written for now.
struct Route {
  std::string listener;   // which listener it belongs to
  std::string target;     // the pool's name, or the text that computes it
  std::string condition;  // "if …", a location, a map; empty: always
  std::string directive;  // use_backend, default_backend, proxy_pass, …
  bool computed = false;  // the target depends on the request (variables, a log-format)
  bool is_pool = true;    // false: names no pool (a literal address)
  Place at{};             // of the target
  std::uint32_t length = 1;
  // nginx, of a computed target:
  bool one_value = false;  // it is one that the files give, and not the text that computes it
  Place named_at{};        // where that value stands, unless at the target itself
  std::uint32_t named_length = 1;
  bool looked_up = false;      // a name that is no pool's is looked up while the program runs
  std::optional<double> part;  // of the line's requests, where keys are spread evenly

  // A computed target of which nobody knows what it names: any pool.
  bool names_any(const Config& config) const;
};

struct Config {
  Program program;
  std::vector<Listener> listeners;
  std::vector<Route> routes;
  std::vector<Pool> pools;
  Setting<std::uint32_t> maxconn;     // HAProxy global maxconn; nginx worker_connections
  Setting<std::uint32_t> open_files;  // nginx worker_rlimit_nofile; not stated: the system's
  std::vector<Dependency> depends;
  Coverage coverage;

  const Pool* pool(std::string_view name) const;
  // Which part of all requests a pool gets, where one line sends them all and its keys are spread
  // evenly (nginx: split_clients). nullopt: the files do not tell.
  std::optional<double> part_of(std::string_view pool) const;
};

}  // namespace ek::model
