// What the parts of the lowering (text tree -> model) share while they walk through a
// configuration.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/nginx/context.h"
#include "dialects/nginx/document.h"

namespace ek::dialects::nginx {

using model::Place;
using text::Node;
using text::Word;

// A value that a variable may take, collected from map, geo, split_clients and set.
struct VariableValue {
  std::string value;      // may hold further variables
  std::string condition;  // "20% of the values of $remote_addr", "$host is a.example"; "" for set
  std::size_t listener = 0;          // set: the server that it stands in; 0: holds everywhere
  std::optional<double> share = {};  // split_clients: of the values that its key may take
  Place at{};
  std::uint32_t length = 1;
};

struct Variable {
  std::vector<VariableValue> values;
  bool has_others = false;  // it may take values that do not stand in the files read
};

// How often and when a failed request goes to the next server, as a block states it.
struct RetrySettings {
  model::Setting<std::vector<std::string>> conditions;
  model::Setting<std::uint32_t> tries;
  model::Setting<bool> timeout;  // …_next_upstream_timeout: retries end by the clock
};

// Blocks in which settings are stated and inherited: server, location, if, limit_except.
using BlockId = std::uint32_t;
inline constexpr BlockId outermost_block = 0;

struct Block {
  BlockId parent = outermost_block;
  bool has_resolver = false;
  std::string location;          // its words, of a location
  const Node* pass = nullptr;    // the line that says where its requests go
  std::size_t route = 0;         // of that line
  const Node* opened = nullptr;  // the line that opens it; nullptr: outside of every block
  std::size_t listener = 0;      // server: 1-based index into config.listeners; 0: none
};

// A line that may change what a key sees, or make further requests (effects.h), where it stands.
struct Effect {
  const Node* line = nullptr;
  BlockId block = outermost_block;
  model::Layer layer = model::Layer::http;
};

// What all `listen` lines of http have in common.
struct Listens {
  std::uint32_t plain = 0, encrypted = 0;
  std::uint32_t port = 0;          // of the first
  bool several_ports = false;      // or one that is not written
  bool share_connections = false;  // http2 or http3 is on for all servers
};

// A shared memory zone: several upstreams of a layer may share one, and one of them states its
// size.
struct Zone {
  const Node* line = nullptr;
  std::int64_t bytes = 0;  // 0: not stated yet
};

// A shared memory zone by its use: what names it, and whether a line says how large it is.
struct MemoryZone {
  std::string_view use;
  const Node* line = nullptr;
  std::size_t word = 0;
  bool sized = false;
};

// Where a variable stands in a text that the program evaluates.
struct VariableUse {
  Place at;
  std::uint32_t length = 0;
  bool may_be_shown = true;  // its name
};

// Why: a small file that is included again and again must not become a huge model.
inline constexpr std::size_t repeated_objects_max = 20'000;

// Why: each is compared with every route.
inline constexpr std::size_t subrequests_max = 100;
inline constexpr std::size_t ahead_max = 8;  // of a pool: more tells a person nothing

// A line that makes requests of its own (mirror, auth_request), and the server it stands in; 0:
// all.
struct AheadLine {
  const Node* node = nullptr;
  std::size_t listener = 0;
};

// An upstream block while its lines are read.
struct OpenPool {
  std::size_t index = 0;            // in config.pools
  const Node* method = nullptr;     // the line that chose the method
  const Node* keepalive = nullptr;  // its first line
  bool takes_backup = true;         // the method so far accepts `backup`
  const Node* resolved = nullptr;   // a server line with `resolve`
  bool partly_unread = false;       // an include in it was left out
};

// Where a line stands.
struct Scope {
  Contexts context = context::main;
  OpenPool* pool = nullptr;    // inside an upstream block
  std::size_t listener = 0;    // 1-based index into config.listeners; 0: none
  std::string_view location;   // the location's words as written; "" outside
  std::string_view condition;  // an `if` around it
  BlockId block = outermost_block;
  bool* partly_unread = nullptr;  // of the server block around: an include in it was left out
  bool repeated = false;          // the file is included for the second time or more
};

struct Lowering {
  Lowering(Reading& to, const ReadOptions& with, const Document& from, model::Version of,
           bool assumed)
      : reading(to), options(with), document(from), version(of), version_assumed(assumed) {}

  Reading& reading;
  const ReadOptions& options;
  const Document& document;
  model::Version version;
  bool version_assumed = true;
  std::unordered_map<std::string, Variable> variables;  // by lower-case name
  std::unordered_map<std::string, std::size_t> pools;   // pool_key() -> index in config.pools
  std::vector<Block> blocks{{}};                        // [0]: outside of every block
  std::vector<Effect> effects;                          // in the order of the walk
  // Of config.routes, index by index:
  std::vector<BlockId> route_blocks;
  std::vector<model::Layer> route_layers;
  std::vector<std::size_t> route_listeners;
  std::vector<std::uint16_t> route_ports;  // where none is written; 0: one must be
  std::map<std::pair<BlockId, std::string_view>, RetrySettings> retries;  // by directive family
  std::map<std::pair<BlockId, std::string_view>, const Node*> ahead;      // by directive
  std::vector<AheadLine> subrequests;
  std::map<std::pair<BlockId, std::string>, const Node*> said;  // seen.h
  std::size_t repeated_objects = 0;
  std::size_t unknown_lines = 0;
  // Why a limit on all values looked at for computed targets: variables of variables grow without
  // end, and a map of a thousand lines used in a thousand places names a million routes.
  std::size_t values_left = 50'000;
  Listens listens;
  std::map<std::pair<model::Layer, std::string>, Zone> zones;
  // By their names in lower case, by which they are found; a second one may differ in case alone.
  std::map<std::pair<model::Layer, std::string>, std::set<std::string>> log_formats;
  std::map<std::string, MemoryZone> memory_zones;
  std::map<std::pair<model::Layer, std::string>, VariableUse> variables_used;  // of each the first
  bool has_other_modules = false;  // which may define variables that are not known here
  std::set<std::pair<std::size_t, std::string_view>> commercial_said;  // by pool, from 1
  std::set<const Node*> unread_of_pools;     // includes in upstream blocks: their pools say it
  std::size_t upstreams = 0, pools_max = 0;  // read; of which so many are kept
  bool fragment = false;  // a file without http or stream block: more stands elsewhere

  Place place(const Node& node, std::size_t word) const {
    return text::place_of(node.words[word], node, reading.sources[node.file]);
  }
  Place place_within(const Node& node, std::size_t word, std::size_t offset) const;
  // As it stands in the file, secrets included: to look at, never to keep.
  std::string_view raw(const Node& node, std::size_t word) const {
    return reading.sources[node.file].bytes().substr(node.words[word].begin, length(node, word));
  }
  static std::uint32_t length(const Node& node, std::size_t word) {
    return node.words[word].end - node.words[word].begin;
  }
  // Nothing, of a word out of which a secret was taken: what it was may have been right.
  void error(const Node& node, std::size_t word, std::string message, std::string hint = "");
  // The same of a word whose text does not matter, or is known to be wrong whatever it was.
  void error_of_any(const Node& node, std::size_t word, std::string message, std::string hint = "");
  void warning(const Node& node, std::size_t word, std::string message, std::string hint = "");
  // A word that only the commercial program takes: said once a pool, or once outside of pools.
  // `open_since`: the first open source version that has it; 0.0.0: none.
  void commercial(const Node& node, std::size_t word, const Scope& scope,
                  model::Version open_since = {});
  // One more that is only counted: the kept ones are enough for a person.
  void count_more_errors() { reading.diagnostics.add({text::Severity::warning, {}, {}, {}, 1}); }
  // An error when the version was given; a warning when it is only assumed.
  void version_error(const Node& node, std::size_t word, std::string message);
  // May one more object be made here? Says once when the limit for repeated includes is reached.
  bool may_add(const Node& node, const Scope& scope);
  model::Config& config() { return reading.config; }
};

// Does all of one program's configuration stand in the files read?
bool is_complete(const Lowering& lowering);

model::Layer layer_of(const Scope& scope);
std::string lower_case(std::string_view text);
// Upstreams of http and stream are apart, and found without case.
std::string pool_key(model::Layer layer, std::string_view name);

}  // namespace ek::dialects::nginx
