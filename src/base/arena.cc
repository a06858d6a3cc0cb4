#include "base/arena.h"

#include <algorithm>

namespace ek::base {

void* Arena::allocate(std::size_t bytes, std::size_t alignment) {
  void* at = next_;
  if (next_ == nullptr || std::align(alignment, bytes, at, left_) == nullptr) {
    const std::size_t size = std::max(block_bytes, bytes + alignment);
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    next_ = blocks_.back().get();
    left_ = size;
    at = next_;
    std::align(alignment, bytes, at, left_);
  }
  next_ = static_cast<std::byte*>(at) + bytes;
  left_ -= bytes;
  return at;
}

}  // namespace ek::base
