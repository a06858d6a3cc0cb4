#include "predict/nginx/worker_places.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

namespace ek::predict::nginx {
namespace {

constexpr std::uint32_t per_request = 2;  // the client's and the server's
constexpr std::uint32_t to_master = 1;

std::string_view port_of(std::string_view bind) {
  if (bind.starts_with("unix:") || bind.ends_with(']')) return {};
  const auto colon = bind.rfind(':');
  if (colon != std::string_view::npos) return bind.substr(colon + 1);
  const bool digits = bind.find_first_not_of("0123456789") == std::string_view::npos;
  return digits ? bind : std::string_view("80");
}

bool on_every_address(std::string_view bind) {
  return bind.starts_with("*:") || port_of(bind) == bind;
}

// Servers may listen on one address together; one on every address of a port takes in the others.
std::uint32_t sockets(const model::Config& config) {
  std::set<std::string_view> ports, addresses;
  for (const model::Listener& listener : config.listeners)
    for (const auto& bind : listener.binds)
      if (on_every_address(bind.value)) ports.insert(port_of(bind.value));
  for (const model::Listener& listener : config.listeners)
    for (const auto& bind : listener.binds) {
      const bool v6 = bind.value.starts_with('[');  // a socket of its own
      if (v6 || !ports.contains(port_of(bind.value))) addresses.insert(bind.value);
    }
  return static_cast<std::uint32_t>(ports.size() + addresses.size());
}

std::vector<std::string> reasons(const ProcessLimit& limit, std::uint32_t beside) {
  std::vector<std::string> out{
      "a proxied request takes two connections, its client's and its server's: " +
      std::to_string(limit.requests / limit.processes) + " at once in a worker, beside the " +
      std::to_string(beside) + " that it needs itself"};
  out.push_back(limit.waits
                    ? "who finds no file free waits to be accepted"
                    : "nginx has no queue: who finds none is closed without an answer, or gets a "
                      "500; idle keep-alive connections are closed first to make room");
  if (limit.processes > 1)
    out.emplace_back(
        "each worker counts its own: a full one does not leave a request to another that has room");
  return out;
}

}  // namespace

ProcessLimit process_limit(const model::Config& config) {
  const std::uint32_t workers = config.program.processes;
  const bool by_files =
      config.open_files.stated() && config.open_files.value < config.maxconn.value;
  const auto& tighter = by_files ? config.open_files : config.maxconn;
  ProcessLimit limit;
  if (workers == 0 || !tighter.at.known()) return limit;
  const std::uint32_t beside = sockets(config) + to_master;
  const std::uint64_t places = tighter.value > beside ? (tighter.value - beside) / per_request : 0;
  limit.requests = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(places * workers, std::numeric_limits<std::uint32_t>::max()));
  limit.processes = workers;
  limit.waits = by_files;
  limit.each = per_request;
  limit.more = beside;
  limit.name = (by_files ? "worker_rlimit_nofile " : "worker_connections ") +
               std::to_string(tighter.value) +
               (workers > 1        ? " of " + std::to_string(workers) + " workers"
                : tighter.stated() ? ""
                                   : " (the default)");
  limit.section = "events";
  limit.at = tighter.at;
  limit.length = tighter.stated() ? static_cast<std::uint32_t>(std::to_string(tighter.value).size())
                                  : static_cast<std::uint32_t>(limit.section.size());
  limit.reasons = reasons(limit, beside);
  return limit;
}

}  // namespace ek::predict::nginx
