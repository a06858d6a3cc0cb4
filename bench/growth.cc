#include <fmt/format.h>

#include <optional>

#include "child.h"
#include "configs.h"
#include "predict.h"
#include "rig/temp_dir.h"

namespace ek::bench {
namespace {

using model::ProgramKind;

constexpr Method files[] = {
    {ProgramKind::haproxy, "haproxy roundrobin", "balance roundrobin\n"},
    {ProgramKind::haproxy, "haproxy uri, consistent", "balance uri\n  hash-type consistent\n"},
    {ProgramKind::nginx, "nginx round_robin", ""},
    {ProgramKind::nginx, "nginx hash, consistent", "hash $request_uri consistent;\n"},
};
constexpr std::size_t sizes[] = {100, 1'000, 10'000, 100'000};
constexpr double memory_goal_mb = 150;  // at the largest size
// haproxy -c compares every server with every other one: it takes minutes at the largest size.
constexpr std::size_t haproxy_largest = 10'000;

struct Point {
  Run ours;
  std::optional<Run> theirs;
};

Point measure(const Method& method, std::size_t servers, const Options& options) {
  const rig::TempDir folder;
  const std::string file = folder.write("bench.conf", config_text(method, servers, Weights::equal));
  const bool beside = method.program == ProgramKind::nginx || servers <= haproxy_largest;
  const auto check = check_of(method, folder, file);
  std::vector<Run> ours, theirs;
  for (int i = 0; i < options.process_runs_wanted(); ++i) {
    ours.push_back(run({options.evenkeel, "predict", file, "--format", "json"}));
    if (beside) theirs.push_back(run(check));
  }
  return {median(ours), beside ? std::optional(median(theirs)) : std::nullopt};
}

double us_each(const Run& run, std::size_t servers) {
  return run.user_s * 1e6 / static_cast<double>(servers);
}

void print_point(const Method& method, std::size_t servers, const Point& point) {
  const double peak_mb = static_cast<double>(point.ours.peak_kb) / 1024;
  fmt::print("{:<24} {:>8} {:>8.1f} {:>8.1f} {:>8.2f} {:>8.1f} {:>7.0f}", method.name, servers,
             point.ours.wall_s * 1e3, point.ours.user_s * 1e3, us_each(point.ours, servers),
             peak_mb, peak_mb * 1024 * 1024 / static_cast<double>(servers));
  if (!point.theirs)
    fmt::print(" {:>10} {:>8}", "-", "-");
  else if (point.theirs->status != 0)
    fmt::print(" {:>10} {:>8}", "void", "void");
  else
    fmt::print(" {:>10.2f} {:>8.1f}", us_each(*point.theirs, servers),
               static_cast<double>(point.theirs->peak_kb) / 1024);
  if (point.ours.status != 0)
    fmt::print("  void: exit status {}", point.ours.status);
  else if (servers == sizes[3])
    fmt::print("  {}", peak_mb < memory_goal_mb ? "met" : "MISSED");
  fmt::print("\n");
}

// What linear means: as long a server at the last size as at the one before.
void print_growth(const Point& before, const Point& last) {
  if (before.ours.user_s <= 0) return;
  fmt::print("{:<24} a server takes {:.2f} times as long at {} as at {}", "",
             us_each(last.ours, sizes[3]) / us_each(before.ours, sizes[2]), sizes[3], sizes[2]);
  if (last.theirs && before.theirs && before.theirs->user_s > 0)
    fmt::print("; its own check: {:.2f} times",
               us_each(*last.theirs, sizes[3]) / us_each(*before.theirs, sizes[2]));
  fmt::print("\n");
}

void grow(const Method& method, const Options& options) {
  Point before, last;
  for (const std::size_t servers : sizes) {
    before = last;
    last = measure(method, servers, options);
    print_point(method, servers, last);
  }
  print_growth(before, last);
}

}  // namespace

void bench_growth(const Options& options) {
  fmt::print(
      "\nGrowth of evenkeel predict --format json, beside haproxy -c and nginx -t (medians of {} "
      "runs;\ngoal: linear, and less than {:.0f} MB at {})\n",
      options.process_runs_wanted(), memory_goal_mb, sizes[3]);
  fmt::print("{:<24} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7} {:>10} {:>8}\n", "file", "servers",
             "wall ms", "user ms", "us each", "peak MB", "B each", "its us ea.", "its MB");
  for (const Method& method : files)
    if (options.wants(method.name)) grow(method, options);
}

}  // namespace ek::bench
