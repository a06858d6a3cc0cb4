// How a pool chooses: the algorithm in the program's own word, and its parameters.
#pragma once

#include <cstdint>
#include <string>

#include "model/key.h"
#include "model/setting.h"

namespace ek::model {

enum class HashMapping : std::uint8_t { map_based, consistent };
enum class HashFunction : std::uint8_t { sdbm, djb2, wt6, crc32, none };  // HAProxy hash-type

// HAProxy hash-preserve-affinity, from 3.2 on: which servers a hash passes over.
enum class HashAffinity : std::uint8_t {
  always,
  maxconn,
  maxqueue
};  // none, saturated, queue full

struct HashType {
  HashMapping mapping = HashMapping::map_based;
  HashFunction function = HashFunction::sdbm;
  bool avalanche = false;  // as it takes effect: implied by `consistent` without a function
  friend bool operator==(const HashType&, const HashType&) = default;
};

struct Balance {
  // HAProxy: roundrobin static-rr leastconn first source uri url_param hdr rdp-cookie hash random
  //          log-hash sticky. nginx: round_robin least_conn least_time ip_hash hash random.
  Setting<std::string> algorithm;
  Setting<Key> key;                       // hashing algorithms only
  Setting<HashType> hash_type;            // HAProxy hash-type; nginx: mapping only
  Setting<std::uint32_t> balance_factor;  // HAProxy hash-balance-factor, percent; 0: off
  Setting<HashAffinity> affinity;         // HAProxy hash-preserve-affinity
  Setting<std::uint32_t> draws{2};   // HAProxy random(<draws>); nginx: random = 1, random two = 2
  Setting<std::string> draw_method;  // nginx random two: least_conn | least_time=header | …
  Setting<bool> all_backups;         // HAProxy option allbackups
};

}  // namespace ek::model
