// stick-table (manual 4.2; 11.1 of newer ones).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

// What an entry may count beside its server. Those of `rates` count over a period.
constexpr std::array<std::string_view, 17> counters{
    "bytes_in_cnt",  "bytes_out_cnt", "conn_cnt",  "conn_cur",   "glitch_cnt", "gpc",
    "gpc0",          "gpc1",          "gpc_rate",  "gpt",        "gpt0",       "http_err_cnt",
    "http_fail_cnt", "http_req_cnt",  "server_id", "server_key", "sess_cnt"};
constexpr std::array<std::string_view, 10> rates{
    "bytes_in_rate", "bytes_out_rate", "conn_rate",      "glitch_rate",   "gpc0_rate",
    "gpc1_rate",     "http_err_rate",  "http_fail_rate", "http_req_rate", "sess_rate"};
constexpr std::array<std::string_view, 6> types{"ip",      "ipv4",   "ipv6",
                                                "integer", "string", "binary"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class TableLine {
 public:
  TableLine(const Line& line, const Scope& scope) : line_(line), scope_(scope) {}

  model::StickTable read() {
    table_.length = 32;  // of string and binary keys, unless "len" says more
    for (i_ = 1; i_ < line_.size(); ++i_) word();
    if (table_.type.empty())
      refuse(0, "stick-table needs a type",
             "write for example stick-table type ip size 1m expire 30m");
    if (table_.size == 0)
      refuse(0, "stick-table needs a size",
             "write for example stick-table type ip size 1m expire 30m");
    return std::move(table_);
  }

  const std::optional<Named>& peers() const { return peers_; }

 private:
  void refuse(std::size_t i, std::string message, std::string hint) {
    scope_.diagnostics().error(line_.place(i), line_.length(i), std::move(message),
                               std::move(hint));
  }

  void word() {
    const std::string_view word = line_.word(i_);
    if (word == "type") return type();
    if (word == "size") return size();
    if (word == "store") return store(line_.word(++i_));
    if (word == "nopurge") {
      table_.nopurge = true;
    } else if (word == "expire") {
      if (const auto expire = time_at(line_, ++i_, scope_.diagnostics())) table_.expire = *expire;
    } else if (word == "peers") {
      ++i_;
      peers_ = Named{std::string(line_.word(i_)), line_.place(i_), line_.length(i_)};
    } else if (word == "srvkey" || word == "write-to") {
      ++i_;
    } else if (word != "recv-only") {
      refuse(i_, fmt::format("\"{}\" is not a parameter of stick-table", shown(word)),
             "parameters: type, size, expire, nopurge, peers, srvkey, store");
    }
  }

  void type() {
    table_.type = std::string(line_.word(++i_));
    if (!has(types, table_.type))
      refuse(i_, fmt::format("\"{}\" is not a type of a stick-table", shown(table_.type)),
             "types: ip, ipv6, integer, string, binary");
    const bool has_length = table_.type == "string" || table_.type == "binary";
    if (!has_length || line_.word(i_ + 1) != "len") return;
    i_ += 2;
    const std::int64_t length = number_at(line_, i_, scope_.diagnostics());
    if (length >= 1 && length <= stick_key_bytes_max)
      table_.length = static_cast<std::uint32_t>(length);
    else
      refuse(i_, fmt::format("a key of a stick-table has 1 to {} bytes", stick_key_bytes_max),
             "every entry has room for a key of that length; write for example len 32");
  }

  void size() {
    if (const auto size = read_size(line_.word(++i_)))
      table_.size = *size;
    else
      refuse(i_, "this is not a size of a stick-table", "write for example size 1m");
  }

  void store(std::string_view list) {
    while (!list.empty()) {
      const std::size_t closed = list.starts_with(',') ? 0 : list.find(')');
      const std::size_t comma = list.find(',', list.find('(') < list.find(',') ? closed : 0);
      stored(list.substr(0, comma));
      list.remove_prefix(
          std::min(list.size(), comma == std::string_view::npos ? comma : comma + 1));
    }
  }

  void stored(std::string_view counter) {
    const std::string_view name = counter.substr(0, counter.find('('));
    const bool period = has(rates, name);
    if (!period && !has(counters, name))
      refuse(i_, fmt::format("\"{}\" is nothing that a stick-table stores", shown(name)),
             "for example gpc0, conn_cur, http_req_rate(10s)");
    if (period && (name.size() == counter.size() || counter.ends_with("()")))
      refuse(i_, fmt::format("{} needs a period", name),
             fmt::format("write for example {}(10s)", name));
  }

  const Line& line_;
  const Scope& scope_;
  std::size_t i_ = 1;
  model::StickTable table_;
  std::optional<Named> peers_;
};

}  // namespace

void read_stick_table(const Line& line, Proxy& proxy, const Scope& scope) {
  model::Setting<model::StickTable>& setting = proxy.settings.pool.persistence.stick_table;
  if (setting.stated())
    scope.diagnostics().error(
        line.place(), line.length(),
        fmt::format("this section has a stick-table already, at {}",
                    text::other_place(setting.at, line.place(), scope.reading.sources)),
        "HAProxy refuses it; put the second into a backend of its own, and name that (table …)");
  TableLine table(line, scope);
  setting.set(table.read(), line.place(), proxy.origin);
  if (table.peers()) proxy.peers.push_back(*table.peers());
}

}  // namespace ek::dialects::haproxy
