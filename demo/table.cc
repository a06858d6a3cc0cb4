#include "table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ek::demo {
namespace {

constexpr const char* red = "\x1b[31m";
constexpr const char* plain = "\x1b[0m";
constexpr double bar_cells = 20;

// `share` of a bar of 20 cells, rounded to a cell.
std::string bar(double share) {
  std::string result;
  const int full = static_cast<int>(std::lround(share * bar_cells));
  for (int i = 0; i < full; ++i) result += "█";
  for (int i = full; i < static_cast<int>(bar_cells); ++i) result += "·";
  return result;
}

std::string milliseconds(std::uint32_t ms) {
  return ms < 1000 ? fmt::format("{} ms", ms) : fmt::format("{:.1f} s", ms / 1000.0);
}

std::string line(const PredictedServer& p, const MeasuredServer& m, bool colour) {
  const std::string text = fmt::format(
      "  {:<6} {:>7.2f} %  {:>7.2f} %  {:>+6.2f}   {}  {:>5.0f}/s  {:>5.0f} %  {:>7}  {:>7}",
      p.name, p.share * 100, m.share * 100, (m.share - p.share) * 100, bar(m.share), p.load,
      p.utilisation * 100, milliseconds(m.median_ms), milliseconds(m.p95_ms));
  return colour && p.utilisation > 1 ? red + text + plain : text;
}

}  // namespace

double largest_difference(const std::vector<PredictedServer>& predicted, const Measured& measured) {
  double result = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    result = std::max(result, std::abs(predicted[i].share - measured.servers.at(i).share));
  }
  return result;
}

std::string side_by_side(const std::vector<PredictedServer>& predicted, const Measured& measured,
                         bool colour) {
  std::string result = fmt::format(
      "  {:<6} {:>9}  {:>9}  {:>6}   {:<20}  {:>7}  {:>7}  {:>7}  {:>7}\n", "server", "predicted",
      "measured", "diff", "measured share", "load", "of cap.", "p50", "p95");
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    result += line(predicted[i], measured.servers.at(i), colour) + "\n";
  }
  return result + fmt::format(
                      "  {} requests in {:.1f} s, {} unanswered; largest difference {:.2f} "
                      "percentage points\n",
                      requests, measured.seconds, measured.unanswered,
                      largest_difference(predicted, measured) * 100);
}

}  // namespace ek::demo
