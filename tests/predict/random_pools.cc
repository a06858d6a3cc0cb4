#include "predict/random_pools.h"

#include <fmt/format.h>

#include <array>

#include "base/assert.h"

namespace ek::predict {
namespace {

template <std::size_t N>
std::string_view any(const std::array<std::string_view, N>& words, base::Random& random) {
  return words[random.below(N)];
}

// How a pool's owner weighs its servers.
struct Weights {
  std::uint64_t kind, max;
  Weights(base::Random& random, std::uint64_t wide) : kind(random.below(4)), max(wide) {}
  std::uint64_t next(base::Random& random) const {
    if (kind == 0) return 1;
    if (kind == 1) return 100;
    return kind == 2 ? 1 + random.below(5) : 1 + random.below(max);
  }
};

std::string haproxy_server(std::size_t number, const Weights& weights, double backups,
                           base::Random& random) {
  // Weight 0 is legal, and means: drained.
  const auto weight = random.chance(0.05) ? 0 : weights.next(random);
  std::string line = fmt::format(" server s{} 10.0.{}.{}:80 weight {}", number, random.below(250),
                                 1 + random.below(250), weight);
  if (random.chance(0.1)) line += " disabled";
  if (random.chance(backups)) line += " backup";
  return line + "\n";
}

std::string haproxy_text(base::Random& random) {
  static constexpr std::array<std::string_view, 16> balances{
      "roundrobin",          "static-rr", "leastconn",   "first",        "source",     "uri",
      "uri whole",           "uri len 8", "uri depth 2", "url_param id", "hdr(X-Key)", "rdp-cookie",
      "hash req.hdr(X-Key)", "random",    "random(1)",   "random(4)"};
  static constexpr std::array<std::string_view, 5> functions{"", " sdbm", " djb2", " wt6",
                                                             " crc32"};
  static constexpr std::array<std::string_view, 4> log_balances{"roundrobin", "log-hash", "sticky",
                                                                "random"};
  const bool logs = random.chance(0.1);  // backends of log messages have algorithms of their own
  const auto balance = logs ? any(log_balances, random) : any(balances, random);
  std::string text =
      fmt::format("backend app\n mode {}\n balance {}\n", logs ? "log" : "http", balance);
  if (random.chance(0.7))
    text += fmt::format(" hash-type {}{}\n", random.chance(0.5) ? "consistent" : "map-based",
                        any(functions, random));
  if (random.chance(0.1)) text += " hash-balance-factor 150\n";
  if (random.chance(0.2)) text += " option allbackups\n";
  const Weights weights(random, 256);
  const std::size_t servers = 2 + random.below(11);
  const double backups = random.chance(0.1) ? 1 : 0.15;  // now and then nobody else
  for (std::size_t i = 0; i < servers; ++i) text += haproxy_server(i, weights, backups, random);
  return text;
}

std::string nginx_server(std::size_t number, const Weights& weights, bool backups,
                         base::Random& random) {
  std::string line = fmt::format("    server 10.0.{}.{}:80 weight={}", number,
                                 1 + random.below(250), weights.next(random));
  if (random.chance(0.1))
    line += " down";
  else if (backups && random.chance(0.15))
    line += " backup";
  return line + ";\n";
}

std::string nginx_text(base::Random& random) {
  static constexpr std::array<std::string_view, 12> methods{"",
                                                            "least_conn;",
                                                            "least_time header;",
                                                            "ip_hash;",
                                                            "hash $uri;",
                                                            "hash $remote_addr;",
                                                            "hash $arg_id consistent;",
                                                            "random;",
                                                            "random two;",
                                                            "random two least_conn;",
                                                            "random two least_time=header;",
                                                            "least_time last_byte inflight;"};
  const auto method = any(methods, random);
  const bool backups = method.empty() || method.starts_with("least");
  std::string text = fmt::format("worker_processes {};\nevents {{}}\nhttp {{\n  upstream app {{\n",
                                 random.chance(0.5) ? "1" : "4");
  if (random.chance(0.5)) text += "    zone app 64k;\n";
  text += fmt::format("    {}\n", method);
  const Weights weights(random, 100);
  const std::size_t servers = 2 + random.below(11);
  for (std::size_t i = 0; i < servers; ++i) text += nginx_server(i, weights, backups, random);
  return text + "  }\n  server { listen 80; location / { proxy_pass http://app; } }\n}\n";
}

template <std::size_t N>
RandomPool read(std::string_view dialect, std::string text,
                const std::array<model::Version, N>& versions, base::Random& random) {
  dialects::ReadOptions options;
  options.version = versions[random.below(N)];
  options.version_source = "the test";
  const auto* reader = dialects::find(dialect);
  EK_ASSERT(reader != nullptr);
  auto reading = reader->read_text("random.conf", text, options);
  text += "# " + to_string(*options.version) + "\n";
  return {std::move(text), std::move(reading)};
}

}  // namespace

RandomPool random_haproxy_pool(base::Random& random) {
  static constexpr std::array<model::Version, 6> versions{
      {{2, 4, 0}, {2, 6, 12}, {2, 8, 0}, {3, 0, 0}, {3, 2, 0}, {3, 4, 0}}};
  return read("haproxy", haproxy_text(random), versions, random);
}

RandomPool random_nginx_pool(base::Random& random) {
  static constexpr std::array<model::Version, 3> versions{{{1, 18, 0}, {1, 22, 1}, {1, 31, 0}}};
  return read("nginx", nginx_text(random), versions, random);
}

}  // namespace ek::predict
