// What a pool's weights look like, and how to write others.
#pragma once

#include <optional>
#include <string>

#include "lint/rule.h"

namespace ek::lint {

// One server whose weight is far from all the others', which are within a factor of two of each
// other.
struct OddWeight {
  predict::ServerIndex server = predict::no_server;
  double ratio = 1;              // its weight / the median of the others'; below 1: lighter
  std::uint32_t neighbours = 1;  // the median of the others'
  bool alike = false;            // the others all have exactly that weight
};

inline constexpr double odd_ratio_min = 3;  // 2:1 is a size of machine, 3:1 may be

// Among at least three servers, all of which have a weight above 0.
std::optional<OddWeight> odd_one_out(const model::Pool& pool,
                                     const std::vector<predict::ServerIndex>& servers);

// The share that the weights alone would give, in the order of `servers`; they sum to 1.
std::vector<double> weight_shares(const model::Pool& pool,
                                  const std::vector<predict::ServerIndex>& servers);

// Replaces the weight written for this very server; nullopt: it has none of its own.
std::optional<text::Edit> set_weight(const model::Server& server, std::uint32_t weight,
                                     const text::Sources& sources);

}  // namespace ek::lint
