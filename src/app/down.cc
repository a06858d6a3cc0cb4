#include "app/down.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;

struct Meant {
  std::string_view pool, server;
};

// Every server as "pool/server", for "did you mean"; of that pool alone where there is one.
std::string nearest_server(const std::string& written, const model::Config& config) {
  std::vector<std::string> names;
  for (const model::Pool& pool : config.pools)
    for (const model::Server& server : pool.servers)
      names.push_back(written.find('/') == std::string::npos ? server.name
                                                             : pool.name + '/' + server.name);
  constexpr std::size_t compared_max = 10'000;  // each takes a while
  if (names.size() > compared_max) return "";
  return base::did_you_mean(written, std::vector<std::string_view>(names.begin(), names.end()));
}

// "app/web3", or "web3" where one pool alone has a server of that name.
Result<Meant> meant_by(const std::string& written, const model::Config& config) {
  std::vector<Meant> found;
  for (const model::Pool& pool : config.pools)
    for (const model::Server& server : pool.servers)
      if (written == server.name || written == pool.name + '/' + server.name)
        found.push_back({pool.name, server.name});
  if (found.size() == 1) return found.front();
  if (found.empty())
    return failure(fmt::format("--down {}: there is no such server{}; write --down pool/server",
                               base::printable(written), nearest_server(written, config)));
  return failure(fmt::format("--down {} means {} servers; write --down {}/{} for the one of {}",
                             base::printable(written), found.size(),
                             base::printable(found.front().pool), base::printable(written),
                             base::printable(found.front().pool)));
}

}  // namespace

Result<void> take_down_options(const std::vector<std::string>& down, const model::Config& config,
                               model::Policy& policy) {
  for (const std::string& written : down) {
    EK_TRY(const Meant meant, meant_by(written, config));
    model::PoolPolicy& pool = policy.pools.emplace_back();
    pool.pattern = std::string(meant.pool);
    model::ServerPolicy& server = pool.servers.emplace_back();
    server.pattern = std::string(meant.server);
    server.down.set(true, {}, model::Origin::given);
  }
  return {};
}

}  // namespace ek::app
