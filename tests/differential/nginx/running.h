// One real nginx with many upstreams, each behind a listener of its own, and how to ask it.
#pragma once

#include <ios>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "differential/nginx/random_upstream.h"
#include "rig/backends.h"
#include "rig/nginx.h"

namespace ek::differential::nginx {

// The tries of one request, in order: addresses, and the upstream's name where none was left.
using Chain = std::vector<std::string>;

// The upstream and its server block, for the http or the stream section.
std::string upstream_text(const RandomUpstream& upstream, const rig::Backends& backends,
                          const rig::Endpoint& listen);

struct Running {
  std::optional<rig::Nginx> nginx;
  std::string log_file;
  std::streamoff log_read = 0;  // bytes of the log that were read (stream)
};

rig::Outcome<Running> start(const std::vector<RandomUpstream>& upstreams,
                            const rig::Backends& backends, int workers);

// Sends requests to one upstream's listener, one at a time, and says what nginx tried.
class Asker {
 public:
  Asker(Running& running, const RandomUpstream& upstream, std::size_t listener);
  rig::Outcome<Chain> ask(const TwoFaced& request);

 private:
  rig::Outcome<Chain> ask_http(const TwoFaced& request);
  rig::Outcome<Chain> ask_stream(const TwoFaced& request);
  rig::Outcome<Chain> next_logged();

  Running& running_;
  const RandomUpstream& upstream_;
  rig::Endpoint to_;
  std::unique_ptr<rig::Client> client_;
};

}  // namespace ek::differential::nginx
