#include "predict.h"

#include <fmt/format.h>

#include "child.h"
#include "configs.h"
#include "rig/temp_dir.h"

namespace ek::bench {
namespace {

using model::ProgramKind;

constexpr std::size_t servers = 10'000;
constexpr Method files[] = {
    {ProgramKind::haproxy, "haproxy roundrobin", "balance roundrobin\n"},
    {ProgramKind::haproxy, "haproxy uri, consistent", "balance uri\n  hash-type consistent\n"},
    {ProgramKind::haproxy, "haproxy uri, map-based", "balance uri\n"},
    {ProgramKind::nginx, "nginx round_robin", ""},
    {ProgramKind::nginx, "nginx hash, consistent", "hash $request_uri consistent;\n"},
};

// How our time shall compare to the real program's check: a tenth of HAProxy's, twice nginx's.
constexpr double goal_haproxy = 0.1, goal_nginx = 2;

void compare(const Method& method, const Options& options) {
  const rig::TempDir folder;
  const std::string file = folder.write("bench.conf", config_text(method, servers, Weights::equal));
  const auto check = check_of(method, folder, file);
  const std::vector<std::string> ours = {options.evenkeel, "predict", file, "--format", "json"};
  std::vector<Run> our_runs, their_runs;
  for (int i = 0; i < options.process_runs_wanted(); ++i) {
    our_runs.push_back(run(ours));
    their_runs.push_back(run(check));
  }
  const Run we = median(our_runs), they = median(their_runs);
  fmt::print("{:<26} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f}", method.name, we.wall_s * 1e3,
             we.cpu_s() * 1e3, they.wall_s * 1e3, they.cpu_s() * 1e3);
  if (we.status != 0 || they.status != 0) {
    fmt::print("  void: exit statuses {} and {}\n", we.status, they.status);
    return;
  }
  const double ratio = we.wall_s / they.wall_s;
  const double goal = method.program == ProgramKind::haproxy ? goal_haproxy : goal_nginx;
  fmt::print(" {:>8.3f} {:>8.3f} {:>9.1f}  {}\n", ratio, we.cpu_s() / they.cpu_s(), goal,
             ratio <= goal ? "met" : "MISSED");
}

}  // namespace

void bench_predict(const Options& options) {
  fmt::print(
      "\nevenkeel predict --format json with every loss, {} servers, against haproxy -c and "
      "nginx -t\n(milliseconds, medians of {} runs in turns; ratio: ours / theirs)\n",
      servers, options.process_runs_wanted());
  fmt::print("{:<26} {:>9} {:>9} {:>9} {:>9} {:>8} {:>8} {:>9}\n", "file", "our wall", "our CPU",
             "its wall", "its CPU", "ratio", "of CPU", "goal: <=");
  for (const Method& method : files)
    if (options.wants(method.name)) compare(method, options);
}

}  // namespace ek::bench
