// An address or a network as a pattern of a condition: "10.0.0.0/8", "10.0.0.0/255.0.0.0", "::1".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ek::predict::haproxy {

class AddressPattern {
 public:
  static std::optional<AddressPattern> read(std::string_view text);

  // `address`: 4 or 16 bytes. Of the other family it is compared where it has a form in this one.
  bool matches(std::string_view address) const;

 private:
  std::string network_, mask_;  // 4 or 16 bytes each
};

}  // namespace ek::predict::haproxy
