// Who gets what: a line a server, a bar with the intended mark, load and waiting where they are
// known.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "predict/overload.h"
#include "report/cut.h"
#include "report/predict.h"

namespace ek::report {
namespace {

using predict::at_capacity;
using predict::PoolForecast;
using predict::ServerForecast;
using predict::ServerIndex;

constexpr std::size_t rows_max = 40;  // more servers: the most loaded and the least
constexpr std::size_t bar_columns = 24;
constexpr std::size_t bar_columns_min = 8;  // eighths of 8: 64 steps

struct Columns {
  std::size_t names = 6, weight = 8, share = 8, bar = bar_columns, load = 10, used = 7;
};

// No wider than what mostly stands there.
Columns narrow(std::size_t names) {
  return {.names = names, .weight = 6, .share = 7, .load = 8, .used = 6};
}

struct Rows {
  std::vector<ServerIndex> shown;
  std::size_t cut_after = 0;  // rows before the gap
  std::size_t left_out = 0;
};

double harm(const ServerForecast& server) {
  return server.utilisation.value_or(server.share);
}

Rows choose_rows(const PoolForecast& forecast) {
  Rows rows;
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) rows.shown.push_back(i);
  rows.cut_after = rows.shown.size();
  if (rows.shown.size() <= rows_max) return rows;
  std::ranges::stable_sort(rows.shown, [&](ServerIndex a, ServerIndex b) {
    return harm(forecast.servers[a]) > harm(forecast.servers[b]);
  });
  constexpr std::size_t top = 12, bottom = 4;
  rows.left_out = rows.shown.size() - top - bottom;
  rows.shown.erase(rows.shown.begin() + top, rows.shown.end() - bottom);
  rows.cut_after = top;
  return rows;
}

Tone tone_of(const PoolForecast& forecast, const ServerForecast& server) {
  if (server.utilisation && predict::overloaded(*server.utilisation)) return Tone::bad;
  if (server.utilisation && *server.utilisation > forecast.policy.max_utilisation.value)
    return Tone::warning;
  return Tone::plain;
}

std::string state_of(const PoolForecast& forecast, ServerIndex i) {
  const model::Server& server = forecast.pool->servers[i];
  if (server.down) return "down";
  if (server.disabled.value)
    return server.disabled.origin == model::Origin::given ? "no address" : "disabled";
  if (forecast.servers[i].share > 0) return server.backup.value ? "backup in use" : "";
  if (server.backup.value) return "backup";
  return server.weight.value == 0 ? "weight 0" : "";
}

// Of a server at exactly its capacity nothing piles up in a straight line, and no mean exists.
std::string backlog_cell(const ServerForecast& server) {
  if (at_capacity(*server.utilisation)) return "  no mean (at capacity)";
  return fmt::format("  +{} {}", base::per_second(*server.backlog_per_s),
                     to_string(server.formula));
}

double scale_of(const PoolForecast& forecast) {
  double scale = 0;
  for (const ServerForecast& server : forecast.servers)
    scale = std::max({scale, server.share, server.intended});
  return scale;
}

std::string load_cells(const ServerForecast& server, const Columns& columns) {
  if (!server.load) return "";
  std::string cells = "  " + right(base::per_second(*server.load), columns.load);
  if (server.capacity)
    cells += fmt::format("  {}  {}", right(base::per_second(*server.capacity), columns.load),
                         right(percent_whole(*server.utilisation), columns.used));
  else
    cells += "  " + right("?", columns.load) + "  " + right("?", columns.used);
  if (server.response_s && *server.load > 0)
    cells += fmt::format("  {} {}", right(seconds_text(*server.response_s), 8),
                         to_string(server.formula));
  if (server.errors_per_s && *server.errors_per_s > 0)
    cells += fmt::format("  {} get an error", base::per_second(*server.errors_per_s));
  if (server.backlog_per_s) cells += backlog_cell(server);
  return cells;
}

// What a full bar is, in as few words as it takes.
std::string bar_heading(double scale, std::size_t columns) {
  for (const std::string_view words : {"(full bar: {})", "(full: {})"}) {
    const std::string text = fmt::format(fmt::runtime(words), percent(scale));
    if (columns_of(text) <= columns) return left(text, columns);
  }
  return right(percent(scale), columns);  // it stands where such a bar ends
}

// A pool's table: the rows, and how wide each column is.
class Table {
 public:
  Table(const PoolForecast& forecast, const Style& style)
      : forecast_(forecast), style_(style), rows_(choose_rows(forecast)) {
    for (const ServerIndex i : rows_.shown)
      names_.push_back(base::printable(forecast.pool->servers[i].name));
    columns_.names = std::max<std::size_t>(6, widest(names_));
    scale_ = scale_of(forecast);
    fit();
  }

  void print(Output& output) const {
    output.line(style_.paint(Tone::quiet, heading()));
    for (std::size_t row = 0; row < rows_.shown.size(); ++row) {
      if (row == rows_.cut_after)
        output.line(
            fmt::format("  … {} more servers between these", count_text(double(rows_.left_out))));
      const std::string state = state_of(forecast_, rows_.shown[row]);
      output.line(
          style_.paint(tone_of(forecast_, forecast_.servers[rows_.shown[row]]), cells(row)) +
          (state.empty() ? "" : "  " + style_.paint(Tone::quiet, state)));
    }
  }

 private:
  std::string heading() const {
    std::string head =
        fmt::format("  {} {} {}", left("server", columns_.names), right("weight", columns_.weight),
                    right("share", columns_.share));
    if (columns_.bar > 0) head += "  " + bar_heading(scale_, columns_.bar);
    head += " intended";
    if (forecast_.rate)
      head += fmt::format("  {}  {}  {}  response", right("load", columns_.load),
                          right("capacity", columns_.load), right("used", columns_.used));
    return head;
  }

  std::string cells(std::size_t row) const {
    const ServerIndex i = rows_.shown[row];
    const ServerForecast& server = forecast_.servers[i];
    std::string text =
        fmt::format("  {} {} {}", left(names_[row], columns_.names),
                    right(std::to_string(forecast_.pool->servers[i].weight.value), columns_.weight),
                    right(percent(server.share), columns_.share));
    if (columns_.bar > 0)
      text += "  " + bar(server.share, server.intended, scale_, columns_.bar, style_);
    return text + " " + right(percent(server.intended), 8) + load_cells(server, columns_);
  }

  std::size_t excess_now() const {
    std::size_t width = columns_of(heading());
    for (std::size_t row = 0; row < rows_.shown.size(); ++row) {
      const std::size_t state = columns_of(state_of(forecast_, rows_.shown[row]));
      width = std::max(width, columns_of(cells(row)) + (state == 0 ? 0 : 2 + state));
    }
    return excess(width, style_);
  }

  // Blanks give way first, then the bars, then names; figures never do.
  void fit() {
    if (excess_now() > 0) columns_ = narrow(columns_.names);
    columns_.bar -= std::min(excess_now(), bar_columns - bar_columns_min);
    names_ = cut_apart(names_, shrunk(columns_.names, excess_now()), style_);
    columns_.names = std::max<std::size_t>(6, widest(names_));
    if (excess_now() > 0) columns_.bar = 0;
  }

  const PoolForecast& forecast_;
  const Style& style_;
  Rows rows_;
  std::vector<std::string> names_;  // one a row
  Columns columns_;
  double scale_ = 0;
};

}  // namespace

void share_table(const PoolForecast& forecast, const Style& style, Output& output) {
  Table(forecast, style).print(output);
}

}  // namespace ek::report
