// How many pools one reading takes, so that memory stays in proportion to the input: this many, and
// one more for each so many bytes of the files. A pool of a real file takes some hundred bytes.
#pragma once

#include <cstddef>

#include "text/source.h"

namespace ek::dialects {

inline constexpr std::size_t pools_base = 20'000;
inline constexpr std::size_t bytes_per_pool = 64;

inline std::size_t bytes_of(const text::Sources& sources) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < sources.size(); ++i)
    bytes += sources[static_cast<text::FileId>(i)].bytes().size();
  return bytes;
}

inline std::size_t pools_max(const text::Sources& sources) {
  return pools_base + bytes_of(sources) / bytes_per_pool;
}

}  // namespace ek::dialects
