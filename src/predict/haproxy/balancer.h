// The Balancer of HAProxy: what it does around its algorithm. See balancer.h for the contract.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "predict/balancer.h"

namespace ek::predict::haproxy {

// Fails when the pool is not predictable pick by pick; the error says why.
base::Result<std::unique_ptr<Balancer>> make_balancer(const Context& context,
                                                      const BalancerOptions& options);

// See predict/balancer.h.
std::string picks_unknown(const Context& context);

}  // namespace ek::predict::haproxy
