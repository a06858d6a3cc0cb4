// A stick table as far as balancing needs it: which server a key went to last. Bounded in size; the
// entries that were not used for the longest time go first; an entry lives `expire` after its last
// use. Source: configuration manual, `stick-table`, `stick on`.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/persistence.h"
#include "predict/algorithm.h"
#include "predict/keys/haproxy_sample.h"

namespace ek::predict::haproxy {

class StickEntries {
 public:
  explicit StickEntries(const model::StickTable& table) : table_(table) {}

  // The key as the table keeps it: cast to the table's type, cut at its length. nullopt: no such
  // cast.
  std::optional<std::string> key(const Sample& sample, SampleSpace& space) const;

  ServerIndex find(const std::string& key, double now_s);  // no_server: not there; refreshes it
  void make_room();  // before a request that may store, whether or not its key is there already
  void store(const std::string& key, ServerIndex server, double now_s);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    ServerIndex server;
    double used_s;
  };
  using Entries = std::list<Entry>;  // the longest unused first
  void drop_expired(double now_s);
  void touch(Entries::iterator entry, double now_s);

  model::StickTable table_;
  Entries entries_;
  std::unordered_map<std::string, Entries::iterator> by_key_;
};

}  // namespace ek::predict::haproxy
