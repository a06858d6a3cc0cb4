#include "rig/load.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <optional>
#include <random>

#include "rig/outcome.h"

namespace ek::rig {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::duration_cast;

struct Slot {
  std::optional<Connection> connection;
  std::string in;
  std::optional<Clock::time_point> since;  // arrival of the request in flight
};

// When each request arrives. A closed loop has them all at the start: the connections are the
// limit.
std::vector<Clock::duration> arrivals(const LoadOptions& options) {
  std::vector<Clock::duration> result(options.requests, Clock::duration::zero());
  if (options.rate_per_s <= 0) return result;
  std::mt19937_64 random(options.poisson_seed);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  double at = 0;
  for (Clock::duration& arrival : result) {
    arrival = duration_cast<Clock::duration>(std::chrono::duration<double>(at));
    const double gap = options.poisson_seed == 0 ? 1.0 : -std::log1p(-uniform(random));
    at += gap / options.rate_per_s;
  }
  return result;
}

class Load {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options),
        arrivals_(arrivals(options)),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        slots_(std::max<std::size_t>(options.connections, 1)) {
    require(epoll_.open(), "cannot make an event loop");
    for (std::size_t i = 0; i < slots_.size(); ++i) idle_.push_back(i);
  }

  LoadResult run();

 private:
  std::size_t finished() const { return result_.answered + result_.failed; }
  void start_due();
  bool start(Slot& slot, std::size_t index, const Request& request);
  void wait();
  void on_readable(std::size_t index);
  void on_answer(std::size_t index, const HttpMessage& head);
  void fail(std::size_t index);
  void drop(Slot& slot);

  const LoadOptions& options_;
  std::vector<Clock::duration> arrivals_;
  Fd epoll_;
  std::vector<Slot> slots_;
  std::deque<std::size_t> idle_;
  std::size_t next_ = 0;  // request
  Clock::time_point begin_;
  LoadResult result_;
};

LoadResult Load::run() {
  begin_ = Clock::now();
  while (finished() < options_.requests && Clock::now() - begin_ < options_.time_max) {
    start_due();
    wait();
  }
  result_.failed = options_.requests - result_.answered;
  result_.seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  return std::move(result_);
}

void Load::start_due() {
  while (next_ < options_.requests && !idle_.empty() && begin_ + arrivals_[next_] <= Clock::now()) {
    const std::size_t index = idle_.front();
    idle_.pop_front();
    const Request request = options_.make_request ? options_.make_request(next_) : Request{};
    Slot& slot = slots_[index];
    slot.since = options_.rate_per_s > 0 ? begin_ + arrivals_[next_] : Clock::now();
    ++next_;
    if (!start(slot, index, request)) fail(index);
  }
}

bool Load::start(Slot& slot, std::size_t index, const Request& request) {
  if (!slot.connection) {
    ConnectOptions how;
    how.proxy_source = options_.proxy_source;
    Outcome<Connection> opened = Connection::open(options_.to, how);
    if (!opened) return false;
    slot.connection = std::move(*opened);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    require(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, slot.connection->fd(), &event) == 0,
            "cannot watch a socket");
  }
  return slot.connection->send_all(request_text(request)).has_value();
}

void Load::wait() {
  if (finished() == options_.requests) return;
  auto until = begin_ + options_.time_max;
  if (next_ < options_.requests && !idle_.empty()) {
    until = std::min(until, begin_ + arrivals_[next_]);
  }
  const auto left = std::max(until - Clock::now(), Clock::duration::zero());
  const auto seconds = duration_cast<std::chrono::seconds>(left);
  timespec timeout{};
  timeout.tv_sec = seconds.count();
  timeout.tv_nsec = std::chrono::nanoseconds(left - seconds).count();
  std::array<epoll_event, 64> events;
  const int n = ::epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()),
                               &timeout, nullptr);
  for (int i = 0; i < n; ++i) on_readable(events.at(static_cast<std::size_t>(i)).data.u64);
}

void Load::on_readable(std::size_t index) {
  Slot& slot = slots_[index];
  if (!slot.connection) return;
  const auto more = slot.connection->read_some(slot.in);
  if (!more || !*more) return slot.since ? fail(index) : drop(slot);
  const std::optional<HttpMessage> head = parse_head(slot.in);
  if (!head) return;
  const std::string_view body = std::string_view(slot.in).substr(head->head_size);
  const bool whole =
      head->chunked ? parse_chunked(body).has_value() : body.size() >= head->content_length;
  if (whole) on_answer(index, *head);
}

void Load::on_answer(std::size_t index, const HttpMessage& head) {
  Slot& slot = slots_[index];
  const auto took = Clock::now() - *slot.since;
  const auto us = std::max<std::int64_t>(duration_cast<std::chrono::microseconds>(took).count(), 0);
  const std::string server(field(head.fields, "X-Server").value_or("-"));
  result_.latencies_us.push_back(static_cast<std::uint32_t>(us));
  result_.latencies_us_of[server].push_back(static_cast<std::uint32_t>(us));
  ++result_.per_server[server];
  ++result_.per_status[status_of(head.start_line)];
  ++result_.answered;
  slot.since.reset();
  const bool ends = head.connection_close || options_.reuse == Reuse::connection_per_request;
  slot.in.clear();
  if (ends) drop(slot);
  idle_.push_back(index);
}

void Load::fail(std::size_t index) {
  ++result_.failed;
  slots_[index].since.reset();
  drop(slots_[index]);
  idle_.push_back(index);
}

void Load::drop(Slot& slot) {
  slot.connection.reset();
  slot.in.clear();
}

std::uint32_t quantile(std::vector<std::uint32_t> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::clamp(q, 0.0, 1.0) * last)];
}

}  // namespace

double LoadResult::share_of(const std::string& server) const {
  const auto served = per_server.find(server);
  return served == per_server.end()
             ? 0
             : static_cast<double>(served->second) / static_cast<double>(answered);
}

std::uint32_t LoadResult::latency_us(double q) const {
  return quantile(latencies_us, q);
}

std::uint32_t LoadResult::latency_us(const std::string& server, double q) const {
  const auto it = latencies_us_of.find(server);
  return it == latencies_us_of.end() ? 0 : quantile(it->second, q);
}

LoadResult run_load(const LoadOptions& options) {
  return Load(options).run();
}

}  // namespace ek::rig
