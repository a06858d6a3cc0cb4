// What the parts of the lowering (text tree -> model) share while they walk through a
// configuration.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/nginx/context.h"
#include "dialects/nginx/document.h"

namespace ek::dialects::nginx {

using model::Place;
using text::Node;
using text::Word;

// Values that a variable may take, collected from map, split_clients and set.
struct VariableValue {
  std::string value;      // may hold further variables
  std::string condition;  // "12% of $remote_addr", "when $host is a.example"
  Place at{};
  std::uint32_t length = 1;
};

// An upstream block while its lines are read.
struct OpenPool {
  std::size_t index = 0;           // in config.pools
  const Node* method = nullptr;    // the line that chose the method
  bool keepalive = false;          // a keepalive line was seen
  bool takes_backup = true;        // the method so far accepts `backup`
  const Node* resolved = nullptr;  // a server line with `resolve`
};

// Where a line stands.
struct Scope {
  Contexts context = context::main;
  OpenPool* pool = nullptr;    // inside an upstream block
  std::size_t listener = 0;    // 1-based index into config.listeners; 0: none
  std::string_view location;   // the location's words as written; "" outside
  std::string_view condition;  // an `if` around it
  std::uint32_t block = 0;     // number of the innermost block, for settings it inherits
};

struct Lowering {
  Reading& reading;
  const ReadOptions& options;
  const Document& document;
  model::Version version;
  bool version_assumed = true;
  std::map<std::string, std::vector<VariableValue>, std::less<>> variables;

  Place place(const Node& node, std::size_t word) const {
    return text::place_of(node.words[word], node, reading.sources[node.file]);
  }
  Place place_within(const Node& node, std::size_t word, std::size_t offset) const;
  static std::uint32_t length(const Node& node, std::size_t word) {
    return node.words[word].end - node.words[word].begin;
  }
  void error(const Node& node, std::size_t word, std::string message, std::string hint = "");
  void warning(const Node& node, std::size_t word, std::string message, std::string hint = "");
  // An error when the version was given; a warning when it is only assumed.
  void version_error(const Node& node, std::size_t word, std::string message);
  model::Config& config() { return reading.config; }
};

}  // namespace ek::dialects::nginx
