// The HAProxy that the tests start, Debian's or the one that EVENKEEL_HAPROXY names, and what its
// version has that others have not. What is drawn at random asks here.
#pragma once

#include <string_view>

#include "dialects/dialect.h"
#include "model/program.h"

namespace ek::differential {

model::Version running_version();    // as the program states it
dialects::ReadOptions as_running();  // for what reads a text as that version would

struct Abilities {
  explicit Abilities(model::Version version);

  bool known_start_of_random;    // balance random draws the same numbers after every start
  bool survives_zero_weight;     // leastconn with a weight of 0 ends 2.4.0: it divides by it
  bool leastconn_in_order;       // else chance decides between servers of equal load
  bool hash_of_expressions;      // balance hash …
  bool hash_none;                // hash-type … none
  bool hash_key_of_address;      // hash-key addr, addr-port
  bool hash_key_of_guid;         // hash-key id32, guid
  bool purges_by_chance;         // a full stick table: which of its entries go
  bool preserves_affinity;       // hash-preserve-affinity
  bool balances_logs;            // mode log: balance log-hash, balance sticky
  bool sequence_a_thread_group;  // roundrobin keeps one sequence a thread group
};

inline Abilities running_abilities() {
  return Abilities(running_version());
}

// Whether it knows these lines' balance: hash came with 2.6.
bool running_takes(std::string_view lines);

}  // namespace ek::differential
