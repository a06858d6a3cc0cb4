// The keys of the requests that are picked for, made before any clock runs.
#pragma once

#include <string>
#include <vector>

#include "model/key.h"

namespace ek::bench {

inline constexpr std::size_t key_count = 4096;  // a power of two

// What a picker is given: addresses as 4 bytes, else texts of 20 to 27 characters.
std::vector<std::string> keys_for(const model::Key& key, bool binary_addresses);
std::string request_path(std::size_t request);

}  // namespace ek::bench
