#include "differential/nginx/predicted.h"

#include "rig/nginx.h"

namespace ek::differential::nginx {

dialects::Reading read_config(const std::string& text) {
  const auto version = rig::nginx_version();
  dialects::ReadOptions options;
  if (version) options.version = model::parse_version(rig::to_string(*version));
  return dialects::find("nginx")->read_text("nginx.conf", text, options);
}

Predicted::Predicted(const model::Config& config, const model::Pool& pool)
    : program_(config.program), pool_(pool) {
  auto made = predict::make_balancer({program_, pool_}, {});
  if (made)
    balancer_ = std::move(*made);
  else
    error_ = made.error().message;
}

void Predicted::set_refusing(const rig::Backends& backends, std::size_t backend, bool refusing) {
  // By the whole address: the kernel may give one port to an IPv4 and to an IPv6 backend.
  const std::string address = rig::to_string(backends.endpoint(backend));
  for (predict::ServerIndex i = 0; i < pool_.servers.size(); ++i)
    if (address_of(i) == address) balancer_->set_refusing(i, refusing);
}

const predict::Dispatch& Predicted::begin(predict::RequestId id, const model::Request& request,
                                          double now_s) {
  balancer_->dispatch(id, request, now_s, dispatch_);
  return dispatch_;
}

void Predicted::finish(predict::RequestId id, double now_s) {
  balancer_->finish(id, now_s, started_);
}

const predict::Dispatch& Predicted::dispatch(const model::Request& request, double now_s) {
  begin(0, request, now_s);
  if (dispatch_.outcome == predict::Outcome::placed) finish(0, now_s);
  return dispatch_;
}

std::string Predicted::address_of(predict::ServerIndex server) const {
  return server == predict::no_server ? "-" : model::to_string(pool_.servers[server].address.value);
}

}  // namespace ek::differential::nginx
