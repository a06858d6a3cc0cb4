// Memory for a syntax tree: handed out in order, freed all at once.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ek::base {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  template <class T>
  std::span<T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    if (items.empty()) return {};
    void* memory = allocate(items.size_bytes(), alignof(T));
    std::memcpy(memory, items.data(), items.size_bytes());
    return {static_cast<T*>(memory), items.size()};
  }
  std::string_view copy(std::string_view text) {
    const auto bytes = copy(std::span<const char>(text.data(), text.size()));
    return {bytes.data(), bytes.size()};
  }
  void* allocate(std::size_t bytes, std::size_t alignment);

 private:
  static constexpr std::size_t block_bytes = 64 * 1024;  // the first; then doubled, up to 1 MB:
  static constexpr std::size_t doublings = 4;  // the system takes large blocks back at once
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace ek::base
