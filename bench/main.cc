// The benchmarks, each beside the program that it is measured against, in the same run: ratios
// differ between machines, less than times do. Nothing fails by the clock; what misses its goal
// says so.
#include <fmt/format.h>

#include <cstdio>

#include "options.h"
#include "picks.h"
#include "predict.h"
#include "rig/haproxy.h"
#include "rig/nginx.h"

int main(int argc, char** argv) {
  using namespace ek;
  const bench::Options options = bench::parse_options(argc, argv);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);

  const auto haproxy = rig::haproxy_version();
  const auto nginx = rig::nginx_version();
  fmt::print("Measured against HAProxy {} and nginx {}\n",
             haproxy ? to_string(*haproxy) : haproxy.error(),
             nginx ? to_string(*nginx) : nginx.error());

  if (options.predict) bench::bench_predict(options);
  if (options.growth) bench::bench_growth(options);
  if (options.picks) bench::bench_picks(options);
}
