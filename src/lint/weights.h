// What a pool's weights look like, and how to write others.
#pragma once

#include <optional>
#include <string>

#include "lint/rule.h"
#include "predict/weights.h"

namespace ek::lint {

// One server whose weight is far from its neighbours': at least two others, and at least half of
// them, whose weights are within a factor of two of each other. For a server that is too heavy the
// neighbours are the heaviest of the others, so that strange low ones hide nothing; for one that is
// too light, the lightest.
struct OddWeight {
  predict::ServerIndex server = predict::no_server;
  double ratio = 1;            // its weight / the median of the neighbours'; below 1: lighter
  std::uint32_t typical = 1;   // the median of the neighbours'
  std::size_t neighbours = 0;  // how many they are
  std::size_t others = 0;      // those, and the strange ones
  std::uint32_t least = 1, most = 1;  // of the neighbours
  bool alike() const { return least == most; }
};

inline constexpr double odd_ratio_min = 3;  // 2:1 is a size of machine, 3:1 may be

// Among at least three servers. Weights of 0 are drained servers and no measure. A weight that
// nobody wrote is none either, unless fewer than two others are written. The heavy one comes first:
// it is the one that breaks.
std::optional<OddWeight> odd_one_out(const model::Pool& pool,
                                     const std::vector<predict::ServerIndex>& servers);

// The backups that share the load by weight once no other server is left; none where one stands in
// alone, or where they take traffic already.
std::vector<predict::ServerIndex> backups_together(const model::Program& program,
                                                   const predict::PoolForecast& pool);

using predict::weight_shares;  // the shares that the weights alone would give

// Written for this very server, at a place that is known (not beyond text::column_max).
bool written_here(const model::Setting<std::uint32_t>& weight);

// Replaces the weight written for this very server; nullopt: it is not written_here, or no number.
std::optional<text::Edit> set_weight(const model::Server& server, std::uint32_t weight,
                                     const text::Sources& sources);

}  // namespace ek::lint
