// Headers of a request and the comma-separated values in them.
#pragma once

#include <optional>
#include <string_view>

#include "model/request.h"

namespace ek::predict::haproxy {

std::string_view without_blanks(std::string_view text);

// The first or the last header of that name; the host counts as one, before all others.
std::optional<std::string_view> first_header(const model::Request& request, std::string_view name);
std::optional<std::string_view> last_header(const model::Request& request, std::string_view name);

// The values between commas that stand outside quotes, without blanks around them.
class HeaderValues {
 public:
  explicit HeaderValues(std::string_view header) : rest_(header) {}
  std::optional<std::string_view> next();

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace ek::predict::haproxy
