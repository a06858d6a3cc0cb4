// Text that must never be printed: passwords, authorization headers, credentials in URLs, keys.
// There is no accessor that gives the text back; a secret can only be compared and measured.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace ek::base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text)
      : fingerprint_(std::hash<std::string_view>{}(text)), size_(text.size()) {}
  bool empty() const { return size_ == 0; }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::size_t fingerprint_ = 0;
  std::size_t size_ = 0;
};

inline constexpr std::string_view redacted = "[secret]";  // what is printed in its place

}  // namespace ek::base
