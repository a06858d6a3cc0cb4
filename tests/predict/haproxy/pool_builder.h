// Pools for tests: servers named a, b, c, … with the given weights, all active and enabled.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/pool.h"
#include "model/program.h"
#include "predict/algorithm.h"

namespace ek::predict::haproxy::test {

struct Bench {
  model::Program program;
  model::Pool pool;
  std::vector<ServerIndex> all;  // every server's index

  Context context() const { return {program, pool}; }
  const Algorithm& algorithm() const;
  std::unique_ptr<Picker> picker() const;
  std::vector<double> shares() const { return algorithm().shares(context(), all); }
  std::string name(ServerIndex server) const;
  // `count` picks without a key, names separated by blanks.
  std::string picks(Picker& picker, int count) const;
};

Bench bench(std::string_view algorithm, const std::vector<std::uint32_t>& weights,
            model::Version version = {2, 6, 12});
Bench hashing_bench(std::string_view algorithm, model::HashMapping mapping,
                    const std::vector<std::uint32_t>& weights, model::Version version = {2, 6, 12});

}  // namespace ek::predict::haproxy::test
