#include "predict/haproxy/limits.h"

#include <algorithm>

#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {
namespace {

bool warming(const Warmup& warmup, std::int64_t now_s) {
  return warmup.running && now_s >= warmup.since_s && now_s < warmup.since_s + warmup.length_s;
}

}  // namespace

ServerLimits limits_of(const model::Server& server) {
  ServerLimits limits{server.maxconn.value, server.extras->minconn.value,
                      server.extras->maxqueue.value, false};
  limits.follows_load = limits.minconn != 0 && limits.minconn < limits.maxconn;
  return limits;
}

std::uint32_t connections_allowed(const ServerLimits& limits, std::uint32_t in_backend,
                                  std::uint32_t fullconn, const Warmup& warmup,
                                  std::int64_t now_s) {
  std::uint32_t allowed = limits.maxconn;
  if (limits.follows_load && in_backend < fullconn) {
    const std::uint64_t scaled = std::uint64_t{in_backend} * limits.maxconn / fullconn;
    allowed = std::max(limits.minconn, static_cast<std::uint32_t>(scaled));
  }
  if (warming(warmup, now_s)) {
    const auto percent =
        static_cast<std::uint32_t>(100 * (now_s - warmup.since_s) / warmup.length_s);
    allowed = std::max(1u, allowed * percent / 100);
  }
  return allowed;
}

std::uint32_t warming_weight(std::uint32_t weight, const Warmup& warmup, std::int64_t now_s) {
  if (!warming(warmup, now_s)) return weight * weight_scale;
  const std::int64_t scale =
      (weight_scale * (now_s - warmup.since_s) + warmup.length_s) / warmup.length_s;
  return weight * static_cast<std::uint32_t>(scale);
}

}  // namespace ek::predict::haproxy
