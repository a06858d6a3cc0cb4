// A stick table as far as balancing needs it: which server a key went to last. Bounded in size; an
// entry lives `expire` after its last use. A full table looks for entries that went unused for the
// longest time, but not for long: it may find none, and then the new key is not stored.
// Source: configuration manual, `stick-table`, `stick on`; the search was checked against the
// running 2.6.12.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/persistence.h"
#include "model/program.h"
#include "predict/algorithm.h"
#include "predict/keys/haproxy_sample.h"

namespace ek::predict::haproxy {

class StickEntries {
 public:
  StickEntries(const model::StickTable& table, model::Version version)
      : table_(table), version_(version) {}

  // The key as the table keeps it: cast to the table's type, cut at its length. nullopt: no such
  // cast.
  std::optional<std::string> key(const Sample& sample, SampleSpace& space) const;

  ServerIndex find(const std::string& key, double now_s);  // no_server: not there; refreshes it

  // Room for a request that may store, whether or not its key is there already; false: there is
  // none, and it stores nothing. Each room is given back by store() or release().
  bool reserve(double now_s);
  // Would reserve() take room from entries that are there?
  bool will_purge(double now_s);
  void release() { --reserved_; }
  // `reserved_s`: when reserve() was called, on the same clock as `now_s`.
  void store(const std::string& key, ServerIndex server, double reserved_s, double now_s);
  std::size_t size() const { return by_key_.size(); }

 private:
  struct Entry {
    std::string key;
    ServerIndex server;
    std::int64_t used_ms;
  };
  // By the millisecond of an entry's first use: later uses move it when it is looked at, not
  // before.
  using Queue = std::multimap<std::int64_t, Entry>;

  bool make_room();
  void drop_expired(double now_s);
  Queue::iterator requeue(Queue::iterator entry);
  Queue::iterator erase(Queue::iterator entry);

  model::StickTable table_;
  model::Version version_;
  Queue queue_;
  std::unordered_map<std::string, Queue::iterator> by_key_;
  std::size_t reserved_ = 0;
};

}  // namespace ek::predict::haproxy
