#include "rig/backend_loop.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "rig/outcome.h"

namespace ek::rig {
namespace {

// What an epoll event is about: one of the two fixed keys, a listener, or a connection's id.
constexpr std::uint64_t kWakeKey = 0;
constexpr std::uint64_t kTimerKey = 1;
constexpr std::uint64_t kFirstListener = 2;
constexpr std::uint64_t kFirstConnection = 1ULL << 32;

constexpr int kEventsPerBatch = 256;

void drain(int fd) {
  std::uint64_t ignored = 0;
  while (::read(fd, &ignored, sizeof ignored) > 0) {
  }
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

}  // namespace

BackendLoop::BackendLoop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      next_connection_(kFirstConnection) {
  require(epoll_.open() && wake_.open() && timer_.open(), "cannot make an event loop");
  raise_fd_limit();
  watch(wake_.get(), kWakeKey, EPOLLIN, EPOLL_CTL_ADD);
  watch(timer_.get(), kTimerKey, EPOLLIN, EPOLL_CTL_ADD);
  thread_ = std::thread([this] { run(); });
}

BackendLoop::~BackendLoop() {
  {
    const std::lock_guard lock(mutex);
    stopping_ = true;
    const std::uint64_t one = 1;
    require(::write(wake_.get(), &one, sizeof one) == sizeof one, "cannot wake the backends");
  }
  thread_.join();
}

void BackendLoop::watch(int fd, std::uint64_t key, std::uint32_t events, int operation) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = key;
  require(::epoll_ctl(epoll_.get(), operation, fd, &event) == 0, "cannot watch a socket");
}

void BackendLoop::run() {
  std::array<epoll_event, kEventsPerBatch> events;
  while (true) {
    const int n = ::epoll_wait(epoll_.get(), events.data(), kEventsPerBatch, -1);
    const std::lock_guard lock(mutex);
    if (stopping_) return;
    for (int i = 0; i < n; ++i) {
      handle(events.at(static_cast<std::size_t>(i)).data.u64,
             events.at(static_cast<std::size_t>(i)).events);
    }
    settle();
  }
}

void BackendLoop::handle(std::uint64_t key, std::uint32_t events) {
  if (key == kWakeKey) return drain(wake_.get());
  if (key == kTimerKey) return on_timer();
  if (key < kFirstConnection) return accept_all(static_cast<std::size_t>(key - kFirstListener));
  // An earlier event of the batch may have closed it.
  if ((events & EPOLLOUT) != 0 && connections_.count(key) != 0) flush(key);
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && connections_.count(key) != 0) {
    on_readable(key);
  }
}

void BackendLoop::listen(std::size_t server) {
  Server& it = servers.at(server);
  it.reserved.reset();
  it.listener.emplace(it.options.address, it.options.port);
  it.endpoint = it.listener->endpoint();
  it.options.port = it.endpoint.port;
  pumping_.resize(servers.size());
  watch(it.listener->fd(), kFirstListener + server, EPOLLIN, EPOLL_CTL_ADD);
}

void BackendLoop::kill(std::size_t server) {
  Server& it = servers.at(server);
  it.listener.reset();
  std::vector<ConnectionId> its;
  for (const auto& [id, connection] : connections_) {
    if (connection.server == server) its.push_back(id);
  }
  for (const ConnectionId id : its) close(id);
  if (!it.reserved) it.reserved.emplace(it.options.address, it.options.port);
}

void BackendLoop::accept_all(std::size_t server) {
  while (servers[server].listener) {
    const int fd =
        ::accept4(servers[server].listener->fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      adopt(fd, server);
    } else if (errno != EINTR && errno != ECONNABORTED) {
      require(would_block(), "a backend cannot accept");
      return;
    }
  }
}

void BackendLoop::adopt(int fd, std::size_t server) {
  const ConnectionId id = next_connection_++;
  Connection& connection = connections_[id];
  connection.fd = Fd(fd);
  connection.server = server;
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  watch(fd, id, EPOLLIN | EPOLLRDHUP, EPOLL_CTL_ADD);
  Server& it = servers[server];
  ++it.connections;
  if (it.options.speaks != Speaks::tcp) return;
  ++it.count;
  if (it.options.behaviour == Behaviour::closes) return close(id);
  connection.stage = Stage::tcp;
  connection.out = it.options.label + "\n";
  flush(id);
}

void BackendLoop::on_readable(ConnectionId id) {
  Connection& connection = connections_.at(id);
  std::array<char, 16384> piece;
  while (true) {
    const ssize_t got = ::recv(connection.fd.get(), piece.data(), piece.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && would_block()) break;
    if (got <= 0) return close(id);
    if (connection.stage != Stage::tcp) {
      connection.in.append(piece.data(), static_cast<std::size_t>(got));
    }
    if (static_cast<std::size_t>(got) < piece.size()) break;
  }
  advance(id);
}

void BackendLoop::on_timer() {
  drain(timer_.get());
  const auto now = Clock::now();
  while (!due_.empty() && due_.top().at <= now) {
    const ConnectionId id = due_.top().id;
    due_.pop();
    if (connections_.count(id) != 0) service_over(id);
  }
}

void BackendLoop::settle() {
  itimerspec when{};
  if (!due_.empty()) {
    const auto until = due_.top().at.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(until);
    when.it_value.tv_sec = seconds.count();
    when.it_value.tv_nsec = std::chrono::nanoseconds(until - seconds).count();
  }
  // All zero would disarm it, which is right for an empty queue.
  ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr);
  changed.notify_all();
}

void BackendLoop::flush(ConnectionId id) {
  Connection& connection = connections_.at(id);
  while (!connection.out.empty()) {
    const ssize_t sent =
        ::send(connection.fd.get(), connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && would_block()) {
      connection.blocked = true;
      return watch(connection.fd.get(), id, EPOLLIN | EPOLLRDHUP | EPOLLOUT, EPOLL_CTL_MOD);
    }
    if (sent < 0) return close(id);
    connection.out.erase(0, static_cast<std::size_t>(sent));
  }
  if (connection.answer_ends_it) return close(id);
  if (!connection.blocked) return;
  connection.blocked = false;
  watch(connection.fd.get(), id, EPOLLIN | EPOLLRDHUP, EPOLL_CTL_MOD);
}

void BackendLoop::close(ConnectionId id) {
  const std::size_t server = connections_.at(id).server;
  leave_service(id);
  auto& waiting = servers[server].waiting;
  waiting.erase(std::remove(waiting.begin(), waiting.end(), id), waiting.end());
  --servers[server].connections;
  connections_.erase(id);
  pump(server);
}

}  // namespace ek::rig
