#include "differential/haproxy/random_pool.h"

#include <algorithm>
#include <set>

namespace ek::differential {
namespace {

template <std::size_t N>
std::string one_of(base::Random& random, const char* const (&list)[N]) {
  return list[random.below(N)];
}

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

// Without a key, and single picks can be told.
std::string plain_balance(base::Random& random, const Abilities& has) {
  std::vector<const char*> words{"roundrobin", "static-rr", "first"};
  if (has.leastconn_in_order) words.push_back("leastconn");
  if (has.known_start_of_random) words.insert(words.end(), {"random", "random(1)", "random(3)"});
  return words[random.below(words.size())];
}

std::string balance_line(base::Random& random, const Abilities& has, bool& keyed) {
  static constexpr const char* hashing[] = {"source",
                                            "uri",
                                            "uri whole",
                                            "uri path-only",
                                            "url_param p",
                                            "hdr(X-Key)",
                                            "hdr(host)",
                                            "hdr(host) use_domain_only",
                                            "hash src",
                                            "hash path",
                                            "hash url",
                                            "hash base",
                                            "hash query",
                                            "hash method",
                                            "hash url_param(p)",
                                            "hash req.hdr(X-Key)",
                                            "hash req.fhdr(X-Key)",
                                            "hash req.hdr(X-fhdr)",
                                            "hash req.cook(sid)",
                                            "hash path,lower",
                                            "hash path,upper",
                                            "hash path,field(2,/)",
                                            "hash path,field(-1,/)",
                                            "hash path,field(2,/,2)",
                                            "hash path,word(1,/)",
                                            "hash path,word(-2,/)",
                                            "hash path,bytes(2,6)",
                                            "hash path,bytes(9)",
                                            "hash path,length",
                                            "hash path,crc32,mod(1000)",
                                            "hash path,djb2(1)",
                                            "hash path,sdbm",
                                            "hash path,wt6",
                                            "hash src,ipmask(24)",
                                            "hash path,hex",
                                            "hash req.hdr(X-Key),ltrim(ab)",
                                            "hash str(same)"};
  keyed = random.chance(0.6);
  if (!keyed) return plain_balance(random, has);
  std::string line;
  do line = one_of(random, hashing);
  while (!has.hash_of_expressions && line.starts_with("hash "));
  if (line == "uri" && random.chance(0.6)) {
    if (random.chance(0.5)) line += " len " + number(1 + random.below(12));
    if (random.chance(0.5)) line += " depth " + number(1 + random.below(4));
  }
  return line;
}

std::string hash_type(base::Random& random, const Abilities& has) {
  std::vector<std::string> functions{"", " sdbm", " djb2", " wt6", " crc32"};
  if (has.hash_none) functions.push_back(" none");
  std::string line = random.chance(0.5) ? "hash-type consistent" : "hash-type map-based";
  const std::string function = functions[random.below(functions.size())];
  line += function;
  if (!function.empty() && random.chance(0.5)) line += " avalanche";
  return line + "\n";
}

std::string persistence(base::Random& random, PoolPlan& plan) {
  static constexpr const char* cookies[] = {"insert indirect nocache", "insert", "rewrite",
                                            "prefix"};
  static constexpr const char* tables[] = {
      "stick-table type ip size 1m expire 30m\nstick on src\n",
      "stick-table type ipv6 size 1m expire 30m\nstick on src\n",
      "stick-table type string len 32 size 1m expire 30m\nstick on req.cook(sid)\n",
      "stick-table type string len 6 size 1m expire 30m\nstick on url_param(p)\n",
      "stick-table type string size 1m expire 30m\nstick on path\n",
      "stick-table type ip size 3 expire 30m nopurge\nstick on src\n",
      "stick-table type integer size 1m expire 30m\nstick on path,length\n",
      "stick-table type binary len 8 size 1m expire 30m\nstick on req.hdr(X-Key)\n",
      ("stick-table type string size 1m\nstick match url_param(p)\nstick store-request "
       "url_param(p)\n"),
      "stick-table type string size 1m\nstick on req.cook(sid)\nstick on src\n",
  };
  std::string lines;
  if (random.chance(0.35)) {
    lines += "cookie SRV " + one_of(random, cookies) + "\n";
    for (std::size_t i = 0; i < plan.servers.size(); ++i)
      if (random.chance(0.8)) plan.servers[i].cookie = "c" + number(random.chance(0.05) ? 1 : i);
  }
  if (random.chance(0.3)) {
    lines += one_of(random, tables);
    plan.by_source = true;
  }
  if (random.chance(0.15))
    lines += "use-server s" + number(1 + random.below(plan.servers.size())) +
             " if { path_beg /a } { method GET } or { hdr(host) -i localhost }\n";
  if (random.chance(0.15)) lines += "option persist\n";
  return lines;
}

void weights_and_kinds(base::Random& random, PoolPlan& plan) {
  const std::uint64_t spread = random.below(5);
  const double backups = random.chance(0.3) ? random.unit() * 0.7 : 0;
  const double disabled = random.chance(0.3) ? random.unit() * 0.6 : 0;
  std::set<std::uint64_t> ids;
  const bool explicit_ids = random.chance(0.25);
  const std::uint64_t common = random.below(257);
  for (ServerPlan& server : plan.servers) {
    if (spread == 1) server.options += " weight " + number(random.below(257));
    if (spread == 2) server.options += " weight " + number(random.below(11));
    if (spread == 3) server.options += " weight " + number(common);
    if (spread == 4) server.options += " weight " + number(10 * random.below(11));
    if (random.chance(backups)) server.options += " backup";
    if (random.chance(disabled)) server.options += " disabled";
    if (random.chance(0.1)) server.options += " non-stick";
    const std::uint64_t id = 1 + random.below(200);
    if (explicit_ids && random.chance(0.5) && ids.insert(id).second)
      server.options += " id " + number(id);
    if (!server.cookie.empty()) server.options += " cookie " + server.cookie;
  }
}

// What a server's points on the ring are made of: often the same for all, and each may have its
// own.
void hash_keys(base::Random& random, const Abilities& has, PoolPlan& plan) {
  if (!has.hash_key_of_address || plan.lines.find("consistent") == std::string::npos) return;
  std::vector<std::string> keys{"id", "addr", "addr-port"};
  if (has.hash_key_of_guid) keys.insert(keys.end(), {"id32", "guid"});
  const bool mixed = random.chance(0.3);
  const std::string common = keys[random.below(keys.size())];
  for (std::size_t i = 0; i < plan.servers.size(); ++i) {
    const std::string key = mixed ? keys[random.below(keys.size())] : common;
    if (random.chance(0.9)) plan.servers[i].options += " hash-key " + key;
    if (key == "guid" && random.chance(0.8))
      plan.servers[i].options += " guid app:s" + number(random.below(1000) * 100 + i);
    // More than loopback's own, so that address and port each tell servers apart.
    plan.servers[i].address = random.chance(0.1) ? "::1" : "127.0.0." + number(1 + random.below(9));
  }
}

// No server gets a weight of 0.
void raise_weights(PoolPlan& plan) {
  for (ServerPlan& server : plan.servers) {
    const auto at = server.options.find(" weight 0");
    if (at != std::string::npos) server.options.replace(at, 9, " weight 1");
  }
  for (Change& change : plan.changes) change.weight = std::max(change.weight, 1u);
}

void add_changes(base::Random& random, PoolPlan& plan, std::size_t picks) {
  const std::uint64_t count = random.below(8);
  for (std::uint64_t i = 0; i < count; ++i) {
    Change change;
    change.at = random.below(picks);
    change.server = random.below(plan.servers.size());
    const std::uint64_t kind = random.below(5);
    change.kind = kind == 0   ? Change::Kind::weight
                  : kind <= 2 ? Change::Kind::maint
                              : Change::Kind::ready;
    change.weight = static_cast<std::uint32_t>(random.below(257));
    plan.changes.push_back(change);
  }
}

}  // namespace

PoolPlan random_pool(base::Random& random, const Abilities& has) {
  PoolPlan plan;
  plan.servers.resize(random.chance(0.7) ? 1 + random.below(8) : 1 + random.below(40));
  bool keyed = false;
  const std::string balance = balance_line(random, has, keyed);
  plan.lines = "balance " + balance + "\n";
  plan.needs_header_behind_host = balance.ends_with("use_domain_only");
  plan.by_source = balance.find("src") != std::string::npos || balance == "source";
  if (keyed && random.chance(0.85)) plan.lines += hash_type(random, has);
  if (random.chance(0.3)) plan.lines += "option allbackups\n";
  plan.lines += persistence(random, plan);
  weights_and_kinds(random, plan);
  if (keyed) hash_keys(random, has, plan);
  if (random.chance(0.25)) {
    // -2 needs at least two retries: below that the program divides by zero and ends.
    static constexpr const char* redispatch[] = {"",
                                                 "option redispatch\n",
                                                 "option redispatch\n",
                                                 "option redispatch 1\n",
                                                 "option redispatch 2\n",
                                                 "option redispatch -2\n"};
    const std::string line = one_of(random, redispatch);
    const bool every = line.find('-') != std::string::npos;
    plan.lines += line + "retries " + number(every ? 2 + random.below(2) : random.below(4)) + "\n";
    for (ServerPlan& server : plan.servers) server.refuses = random.chance(0.12);
  }
  if (random.chance(0.5)) add_changes(random, plan, 400);
  if (balance == "leastconn" && !has.survives_zero_weight) raise_weights(plan);
  return plan;
}

}  // namespace ek::differential
