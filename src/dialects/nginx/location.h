// Which location takes a URI (nginx.org, ngx_http_core_module, "location").
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

enum class LocationKind : std::uint8_t { prefix, first_prefix, exact, pattern, named };

struct LocationName {
  LocationKind kind = LocationKind::prefix;
  std::string_view uri;
};
LocationName location_name(const Node& location);

// A URI as far as it is written: all of it, or what stands before its first variable.
struct WrittenUri {
  std::string_view begin;
  bool whole = false;
};
WrittenUri written_uri(std::string_view text);  // without its arguments

class Locations {
 public:
  explicit Locations(const Lowering& lowering);

  // May a request for it come to that location? Patterns are not tried: each may fit.
  bool may_take(BlockId location, const WrittenUri& uri) const;
  // Does every request of that server come to a location that has a pass?
  bool all_passed_on(BlockId server) const;
  const std::vector<BlockId>& of_server(BlockId server) const;

 private:
  const Lowering& lowering_;
  std::map<BlockId, std::vector<BlockId>> by_server_;
};

}  // namespace ek::dialects::nginx
