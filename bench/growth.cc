#include <fmt/format.h>

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

void grow(const Method& method, std::size_t servers, const Options& options) {
  const rig::TempDir folder;
  const std::string file = folder.write("bench.conf", config_text(method, servers, Weights::equal));
  std::vector<Run> runs;
  for (int i = 0; i < options.runs; ++i)
    runs.push_back(run({options.evenkeel, "predict", file, "--format", "json"}));
  const Run middle = median(runs);
  const double peak_mb = static_cast<double>(middle.peak_kb) / 1024;
  const auto each = static_cast<double>(servers);
  fmt::print("{:<26} {:>8} {:>9.1f} {:>9.1f} {:>9.2f} {:>9.1f} {:>9.0f}", method.name, servers,
             middle.wall_s * 1e3, middle.user_s * 1e3, middle.user_s * 1e6 / each, peak_mb,
             peak_mb * 1024 * 1024 / each);
  if (middle.status != 0)
    fmt::print("  void: exit status {}", middle.status);
  else if (servers == sizes[3])
    fmt::print("  {}", peak_mb < memory_goal_mb ? "met" : "MISSED");
  fmt::print("\n");
}

}  // namespace

void bench_growth(const Options& options) {
  fmt::print(
      "\nGrowth of evenkeel predict --format json (medians of {} runs; goal: linear, and "
      "less than {:.0f} MB at {})\n",
      options.runs, memory_goal_mb, sizes[3]);
  fmt::print("{:<26} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "file", "servers", "wall ms",
             "user ms", "us each", "peak MB", "B each");
  for (const Method& method : files)
    if (options.wants(method.name))
      for (const std::size_t servers : sizes) grow(method, servers, options);
}

}  // namespace ek::bench
