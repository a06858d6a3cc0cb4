#include "workload.h"

#include <fmt/format.h>

namespace ek::bench {

std::string request_path(std::size_t request) {
  return fmt::format("/shop/item/{}/view.html", request % key_count * 7919 % 100003);
}

std::vector<std::string> keys_for(const model::Key& key, bool binary_addresses) {
  const bool addresses =
      binary_addresses ||
      (key.parts.size() == 1 && key.parts[0].source == model::KeySource::client_address);
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < key_count; ++i) {
    const std::size_t network = i * 7919;
    keys.push_back(addresses ? std::string{char(10), char(network >> 8 & 255), char(network & 255),
                                           char(i & 255)}
                             : request_path(i));
  }
  return keys;
}

}  // namespace ek::bench
