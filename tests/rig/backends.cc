#include "rig/backends.h"

#include "rig/backend_loop.h"

namespace ek::rig {

struct Backends::State {
  BackendLoop loop;

  // Runs the question or the order with the mutex held.
  template <class Ask>
  auto ask(Ask&& question) {
    const std::lock_guard lock(loop.mutex);
    return question(loop);
  }
  template <class Order>
  void change(std::size_t i, Order&& order) {
    const std::lock_guard lock(loop.mutex);
    order(loop.servers.at(i));
    loop.settle();
  }
  template <class Met>
  bool wait(std::chrono::milliseconds wait, Met&& met) {
    // In slices, so that a machine that stands still costs one of them (see rig/patience.h).
    constexpr std::chrono::milliseconds slice(10);
    std::unique_lock lock(loop.mutex);
    for (auto left = wait; left > slice; left -= slice) {
      if (loop.changed.wait_for(lock, slice, [&] { return met(loop); })) return true;
    }
    return loop.changed.wait_for(lock, slice, [&] { return met(loop); });
  }
};

namespace {

std::size_t total_held(const BackendLoop& loop) {
  std::size_t total = 0;
  for (const BackendLoop::Server& server : loop.servers) total += server.held.size();
  return total;
}

void release_all_of(BackendLoop& loop, std::size_t i) {
  const auto held = loop.servers.at(i).held;  // those held now: a release can start another
  for (const auto id : held) loop.release(id);
}

}  // namespace

Backends::Backends() : state_(std::make_unique<State>()) {}
Backends::~Backends() = default;

std::size_t Backends::add(BackendOptions options) {
  return state_->ask([&](BackendLoop& loop) {
    const std::size_t i = loop.servers.size();
    if (options.label.empty()) options.label = "s" + std::to_string(i + 1);
    loop.servers.emplace_back().options = std::move(options);
    loop.listen(i);
    return i;
  });
}

void Backends::add_many(std::size_t n, BackendOptions options) {
  for (std::size_t i = 1; i <= n; ++i) {
    options.label = "s" + std::to_string(i);
    add(options);
  }
}

std::size_t Backends::size() const {
  return state_->ask([](BackendLoop& loop) { return loop.servers.size(); });
}

std::string Backends::label(std::size_t i) const {
  return state_->ask([&](BackendLoop& loop) { return loop.servers.at(i).options.label; });
}

Endpoint Backends::endpoint(std::size_t i) const {
  return state_->ask([&](BackendLoop& loop) { return loop.servers.at(i).endpoint; });
}

std::uint64_t Backends::count(std::size_t i) const {
  return state_->ask([&](BackendLoop& loop) { return loop.servers.at(i).count; });
}

std::vector<std::uint64_t> Backends::counts() const {
  return state_->ask([](BackendLoop& loop) {
    std::vector<std::uint64_t> result;
    for (const BackendLoop::Server& server : loop.servers) result.push_back(server.count);
    return result;
  });
}

std::uint64_t Backends::checks(std::size_t i) const {
  return state_->ask([&](BackendLoop& loop) { return loop.servers.at(i).checks; });
}

void Backends::reset_counts() {
  state_->ask([](BackendLoop& loop) {
    for (BackendLoop::Server& server : loop.servers) server.count = server.checks = 0;
  });
}

std::size_t Backends::open_connections(std::size_t i) const {
  return state_->ask([&](BackendLoop& loop) { return loop.servers.at(i).connections; });
}

bool Backends::wait_open_connections(std::size_t i, std::size_t n,
                                     std::chrono::milliseconds wait) const {
  return state_->wait(wait, [&](BackendLoop& loop) { return loop.servers.at(i).connections == n; });
}

void Backends::set_hold(std::size_t i, bool hold) {
  state_->change(i, [&](BackendLoop::Server& server) {
    server.options.hold = hold;
    if (!hold) release_all_of(state_->loop, i);
  });
}

void Backends::set_service(std::size_t i, std::chrono::microseconds service_time,
                           std::size_t concurrency) {
  state_->change(i, [&](BackendLoop::Server& server) {
    server.options.service_time = service_time;
    server.options.concurrency = concurrency;
    state_->loop.pump(i);
  });
}

void Backends::set_status(std::size_t i, int status) {
  state_->change(i, [&](BackendLoop::Server& server) { server.options.status = status; });
}

void Backends::set_behaviour(std::size_t i, Behaviour behaviour) {
  state_->change(i, [&](BackendLoop::Server& server) { server.options.behaviour = behaviour; });
}

void Backends::set_healthy(std::size_t i, bool healthy) {
  state_->change(i, [&](BackendLoop::Server& server) { server.healthy = healthy; });
}

void Backends::kill(std::size_t i) {
  state_->change(i, [&](BackendLoop::Server&) { state_->loop.kill(i); });
}

void Backends::revive(std::size_t i) {
  state_->change(i, [&](BackendLoop::Server& server) {
    if (!server.listener) state_->loop.listen(i);
  });
}

std::size_t Backends::held(std::size_t i) const {
  return state_->ask([&](BackendLoop& loop) { return loop.servers.at(i).held.size(); });
}

std::size_t Backends::held_total() const {
  return state_->ask([](BackendLoop& loop) { return total_held(loop); });
}

bool Backends::wait_held_total(std::size_t n, std::chrono::milliseconds wait) const {
  return state_->wait(wait, [&](BackendLoop& loop) { return total_held(loop) == n; });
}

std::optional<std::size_t> Backends::where_is(std::string_view token,
                                              std::chrono::milliseconds wait) const {
  std::optional<std::size_t> server;
  state_->wait(wait, [&](BackendLoop& loop) {
    if (const auto id = loop.find_token(token)) server = loop.server_of(*id);
    return server.has_value();
  });
  return server;
}

bool Backends::release_oldest(std::size_t i) {
  bool found = false;
  state_->change(i, [&](BackendLoop::Server& server) {
    found = !server.held.empty();
    if (found) state_->loop.release(server.held.front());
  });
  return found;
}

void Backends::release_all(std::size_t i) {
  state_->change(i, [&](BackendLoop::Server&) { release_all_of(state_->loop, i); });
}

bool Backends::release_token(std::string_view token) {
  return state_->ask([&](BackendLoop& loop) {
    const auto id = loop.find_token(token);
    if (id) loop.release(*id);
    loop.settle();
    return id.has_value();
  });
}

}  // namespace ek::rig
