// Drives the running HAProxy and our balancer with the same requests and compares every pick.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "differential/haproxy/random_pool.h"
#include "predict/balancer.h"
#include "rig/backends.h"
#include "rig/client.h"
#include "rig/haproxy.h"

namespace ek::differential {

// The running program and our model of its configuration, read from the same text.
class Pair {
 public:
  // `lines`: of backend "app", its servers included.
  static rig::Outcome<std::unique_ptr<Pair>> start(const std::string& lines,
                                                   const std::string& mode = "http",
                                                   const std::string& defaults = "");
  // The same where single picks may be unknown: there is no balancer then.
  static rig::Outcome<std::unique_ptr<Pair>> open(const std::string& lines,
                                                  const std::string& mode = "http",
                                                  const std::string& defaults = "");

  rig::Haproxy& program() { return *program_; }
  predict::Balancer& balancer() { return *balancer_; }
  const model::Pool& pool() const { return *reading_.config.pool("app"); }
  predict::Context context() const { return {reading_.config.program, pool()}; }
  std::string name(predict::ServerIndex server) const;
  const std::string& config_text() const { return program_->config_text(); }

 private:
  Pair(rig::Haproxy program, dialects::Reading reading)
      : program_(std::make_unique<rig::Haproxy>(std::move(program))),
        reading_(std::move(reading)) {}

  std::unique_ptr<rig::Haproxy> program_;
  dialects::Reading reading_;
  std::unique_ptr<predict::Balancer> balancer_;
};

// A server line for each plan, to the backend of the same position.
std::string server_lines(const rig::Backends& backends, const std::vector<ServerPlan>& plans);

// "" if all picks agree; else seed, configuration and the first pick that differs.
std::string compare_random_pool(std::uint64_t seed, std::size_t picks);

}  // namespace ek::differential
