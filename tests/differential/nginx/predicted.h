// What we predict for an upstream of a configuration text, the very one that the real nginx runs.
#pragma once

#include <memory>
#include <string>

#include "dialects/dialect.h"
#include "predict/balancer.h"
#include "rig/backends.h"

namespace ek::differential::nginx {

// Read by the nginx dialect, as the version that is installed.
dialects::Reading read_config(const std::string& text);

class Predicted {
 public:
  Predicted(const model::Config& config, const model::Pool& pool);

  const std::string& error() const { return error_; }  // "": predictable
  const model::Pool& pool() const { return pool_; }
  predict::Balancer& balancer() { return *balancer_; }

  void set_refusing(const rig::Backends& backends, std::size_t backend, bool refusing);
  // Where the request goes; it stays in flight until finish().
  const predict::Dispatch& begin(predict::RequestId id, const model::Request& request,
                                 double now_s = 1);
  void finish(predict::RequestId id, double now_s = 1);
  // The same for a request that ends at once.
  const predict::Dispatch& dispatch(const model::Request& request, double now_s = 1);
  std::string address_of(predict::ServerIndex server) const;  // "-" for none

 private:
  model::Program program_;
  model::Pool pool_;
  std::unique_ptr<predict::Balancer> balancer_;
  predict::Dispatch dispatch_;
  std::vector<predict::Started> started_;
  std::string error_;
};

}  // namespace ek::differential::nginx
