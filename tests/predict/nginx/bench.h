// Upstreams for tests: servers named a, b, c, … at 127.0.0.1:8001 and up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/pool.h"
#include "model/program.h"
#include "predict/algorithm.h"
#include "predict/balancer.h"

namespace ek::predict::nginx::test {

struct Bench {
  model::Program program;
  model::Pool pool;

  Context context() const { return {program, pool}; }
  std::vector<ServerIndex> all() const { return candidates(context(), {}); }
  const Algorithm& algorithm() const;
  std::vector<double> shares() const { return algorithm().shares(context(), all()); }
  std::unique_ptr<Picker> picker(std::uint64_t seed = 1) const;
  std::unique_ptr<Balancer> balancer() const;
  std::string name(ServerIndex server) const;  // "-" for none
  // `count` picks, names separated by blanks.
  std::string picks(Picker& picker, int count, std::string_view key = {}) const;
  // What the shares become when one server is lost, by its algorithm's `losses`.
  std::vector<double> shares_without(ServerIndex lost) const;
};

// `method`: round_robin, least_conn, ip_hash, hash, consistent, random, two.
Bench bench(std::string_view method, const std::vector<std::uint32_t>& weights);

// The sum of squares over expectation of observed counts against shares.
double chi_square(const std::vector<std::uint64_t>& counts, const std::vector<double>& shares);
// The value that chi-square with so many degrees of freedom exceeds once in a million.
double chi_square_limit(std::size_t degrees_of_freedom);

}  // namespace ek::predict::nginx::test
