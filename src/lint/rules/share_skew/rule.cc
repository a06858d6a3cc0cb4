// Is a server's share far from what it should be? Against the policy's intent where there is one;
// against its neighbours otherwise, where only what is improbable is worth a word.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lint/load_following.h"
#include "lint/ring.h"
#include "lint/rule.h"
#include "lint/weights.h"
#include "lint/words.h"

namespace ek::lint::rule_list {
namespace {

using predict::IntendedBy, predict::PoolForecast, predict::ServerIndex;

constexpr double intent_tolerance = 0.1;   // relative: rings are never quite even
constexpr double share_tolerance = 0.005;  // and half a point moves no machine
constexpr double intent_error = 1.5;       // half more than meant is no longer a matter of taste
constexpr double slip_ratio = 8;  // no two machines of one pool differ that much: a typed zero
constexpr double ring_note = 1.25, ring_warning = 1.5;
constexpr double agrees_with_capacity = 1.5;

struct PoolView {
  const Subject& subject;
  const PoolForecast& forecast;
  const model::Pool& pool;
  std::vector<ServerIndex> servers;  // those that take traffic
  std::vector<double> shares;        // theirs, as predicted
  std::vector<double> by_weight;     // as the weights alone would give
  bool predicted = false;            // `shares` come from the algorithm

  double fair() const { return 1.0 / static_cast<double>(servers.size()); }
  double share_of(ServerIndex server) const {
    const auto at = std::find(servers.begin(), servers.end(), server) - servers.begin();
    return predicted ? shares[at] : by_weight[at];
  }
};

PoolView view_of(const Subject& subject, const PoolForecast& forecast) {
  PoolView view{subject, forecast, *forecast.pool, forecast.candidates, {}, {}, false};
  view.by_weight = weight_shares(view.pool, view.servers);
  double sum = 0;
  for (const ServerIndex i : view.servers) {
    view.shares.push_back(forecast.servers[i].share);
    sum += view.shares.back();
  }
  // Only simulation can tell some algorithms' shares: then they are 0 here. HAProxy's leastconn has
  // those of an idle pool, which is not what its weights do under load.
  view.predicted = sum > 0.5 && view.pool.balance.algorithm.value != "leastconn";
  return view;
}

std::string load_words(const PoolView& view, ServerIndex server) {
  const predict::ServerForecast& forecast = view.forecast.servers[server];
  if (!forecast.load) return {};
  std::string words =
      fmt::format("at {} that is {}", per_second(*view.forecast.rate), per_second(*forecast.load));
  if (forecast.utilisation)
    words += fmt::format(", {} of its capacity", percent(*forecast.utilisation));
  return words;
}

void add_figures(const PoolView& view, ServerIndex server, double intended, Finding& finding) {
  finding.figures = {{"share", view.share_of(server)}, {"intended", intended}};
  if (!view.predicted) return;
  if (view.forecast.servers[server].utilisation)
    finding.figures.emplace_back("utilisation", *view.forecast.servers[server].utilisation);
  if (std::string load = load_words(view, server); !load.empty())
    finding.because.push_back(std::move(load));
}

// --- every request has the same key ------------------------------------------------------------

bool is_hashing(const model::Balance& balance) {
  return balance.algorithm.value == "hash" || balance.algorithm.value == "hdr" ||
         balance.algorithm.value == "uri" || balance.algorithm.value == "url_param";
}

// The one key of all requests; nullopt when keys differ or nobody can tell.
std::optional<std::string> constant_key(const model::Key& key) {
  std::string text;
  for (const model::KeyPart& part : key.parts) {
    if (part.source != model::KeySource::literal || !part.converters.empty()) return std::nullopt;
    text += part.text;
  }
  return text.empty() ? std::nullopt : std::optional(text);  // without a key: round robin
}

bool report_constant_key(const PoolView& view, std::vector<Finding>& findings) {
  const model::Balance& balance = view.pool.balance;
  if (!is_hashing(balance)) return false;
  const auto key = constant_key(balance.key.value);
  if (!key) return false;
  std::string winner = "one server";
  Finding finding = finding_at(view.pool);
  if (view.forecast.algorithm != nullptr && view.forecast.algorithm->picker != nullptr) {
    const predict::Context context{view.subject.config.program, view.pool};
    const auto picker = view.forecast.algorithm->picker(context, view.servers, 1);
    const ServerIndex server = picker ? picker->pick(*key) : predict::no_server;
    if (server != predict::no_server) winner = quoted(view.pool.servers[server].name);
  }
  finding.severity = Severity::error;
  if (balance.key.at.known()) finding.at = balance.key.at, finding.length = 1;
  finding.message = fmt::format("every request has the same key, so {} gets 100.0 % of {}", winner,
                                quoted(view.pool.name));
  finding.because = {
      fmt::format("the key {} does not depend on the request", quoted(balance.key.value.written))};
  finding.hint = view.subject.config.program.kind == model::ProgramKind::nginx
                     ? "hash something that differs: $request_uri, $arg_NAME, a cookie; if a "
                       "variable was meant, its $ is missing"
                     : "hash something that differs from request to request: path, src, "
                       "req.cook(NAME)";
  finding.figures = {{"share", 1}, {"intended", view.fair()}};
  findings.push_back(std::move(finding));
  return true;
}

// --- the policy says what is meant --------------------------------------------------------------

struct Deviation {
  ServerIndex server = predict::no_server;
  double share = 0, intended = 0;
  double factor() const { return intended > 0 ? share / intended : 1e9; }
  bool matters() const {
    return std::abs(share - intended) > std::max(share_tolerance, intent_tolerance * intended);
  }
};

// Weights that give the intended shares, near those that stand there now. Empty: the algorithm does
// not follow the weights, or no small whole numbers do it.
std::vector<std::uint32_t> weights_for(const PoolView& view) {
  for (std::size_t i = 0; i < view.servers.size(); ++i)
    if (std::abs(view.shares[i] - view.by_weight[i]) > 1e-9) return {};
  const auto& forecast = view.forecast.servers;
  std::vector<double> scales{1, 10, 100, 256};
  for (const ServerIndex i : view.servers) scales.push_back(view.pool.servers[i].weight.value);
  for (const double heaviest : scales) {
    double most = 0;
    for (const ServerIndex i : view.servers) most = std::max(most, forecast[i].intended);
    std::vector<std::uint32_t> weights;
    for (const ServerIndex i : view.servers) {
      const double exact = most > 0 ? heaviest * forecast[i].intended / most : 0;
      const double whole = std::round(exact);
      if (whole < 1 || whole > 256 || std::abs(whole - exact) > 0.01 * exact) break;
      weights.push_back(static_cast<std::uint32_t>(whole));
    }
    if (weights.size() == view.servers.size()) return weights;
  }
  return {};
}

void add_weights(const PoolView& view, Finding& finding) {
  const std::vector<std::uint32_t> weights = weights_for(view);
  if (weights.empty()) return;
  std::vector<std::string> list;
  Fix fix{"set the weights that give the intended shares", {}, true};
  bool all = true;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const model::Server& server = view.pool.servers[view.servers[i]];
    list.push_back(fmt::format("{} {}", server.name, weights[i]));
    if (server.weight.value == weights[i]) continue;
    const auto edit = set_weight(server, weights[i], view.subject.sources);
    if (edit) fix.edits.push_back(*edit);
    all = all && edit;
  }
  if (all) finding.fix = std::move(fix);
  finding.hint = "weights that give the intended shares: " + listed(list, 12);
}

void report_against_policy(const PoolView& view, std::vector<Finding>& findings) {
  std::vector<Deviation> off;
  for (ServerIndex i = 0; i < view.pool.servers.size(); ++i) {
    const Deviation here{i, view.forecast.servers[i].share, view.forecast.servers[i].intended};
    if (here.matters()) off.push_back(here);
  }
  if (off.empty()) return;
  std::stable_sort(off.begin(), off.end(),
                   [](const Deviation& a, const Deviation& b) { return a.factor() > b.factor(); });
  const Deviation& worst = off.front();
  const model::Server& server = view.pool.servers[worst.server];
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = worst.factor() >= intent_error ? Severity::error : Severity::warning;
  finding.message =
      fmt::format("{} gets {} of {}, and the policy means it to get {}", quoted(server.name),
                  percent(worst.share), quoted(view.pool.name), percent(worst.intended));
  for (std::size_t i = 1; i < std::min<std::size_t>(off.size(), 5); ++i)
    finding.because.push_back(fmt::format("{} gets {} instead of {}",
                                          quoted(view.pool.servers[off[i].server].name),
                                          percent(off[i].share), percent(off[i].intended)));
  if (off.size() > 5)
    finding.because.push_back(
        fmt::format("{} are off as well", counted(off.size() - 5, "other server")));
  add_figures(view, worst.server, worst.intended, finding);
  add_weights(view, finding);
  findings.push_back(std::move(finding));
}

// --- nobody says what is meant -------------------------------------------------------------------

// A machine that is stated to be larger may have a larger weight.
bool capacity_explains(const PoolView& view, ServerIndex server) {
  double total = 0;
  for (const ServerIndex i : view.servers) {
    if (!view.forecast.servers[i].capacity) return false;
    total += *view.forecast.servers[i].capacity;
  }
  if (total <= 0) return false;
  const double by_capacity = *view.forecast.servers[server].capacity / total;
  const double share = view.share_of(server);
  return share <= by_capacity * agrees_with_capacity && share * agrees_with_capacity >= by_capacity;
}

std::string neighbours_words(const PoolView& view, const OddWeight& odd) {
  const std::size_t others = view.servers.size() - 1;
  const model::Server& server = view.pool.servers[odd.server];
  return fmt::format("its weight is {}{}, the other {} have {}{}", server.weight.value,
                     server.weight.stated() ? "" : " by default", counted(others, "server"),
                     odd.alike ? "" : "about ", odd.neighbours);
}

void report_heavy(const PoolView& view, const OddWeight& odd, std::vector<Finding>& findings) {
  const model::Server& server = view.pool.servers[odd.server];
  const double share = view.share_of(odd.server);
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = odd.ratio < slip_ratio ? Severity::note : Severity::error;
  if (!view.predicted && finding.severity == Severity::error) finding.severity = Severity::warning;
  finding.message =
      fmt::format("{} {} {} of {}, {} its fair share of {}", quoted(server.name),
                  view.predicted ? "gets" : "under load gets", percent(share),
                  quoted(view.pool.name), times(share / view.fair()), percent(view.fair()));
  finding.because.push_back(neighbours_words(view, odd));
  add_figures(view, odd.server, view.fair(), finding);
  finding.hint =
      fmt::format("if it is meant, say so in evenkeel.toml: [pool.\"{}\"] intent = \"weights\"",
                  quoted(view.pool.name));
  if (const auto edit = set_weight(server, odd.neighbours, view.subject.sources))
    finding.fix = Fix{fmt::format("set {}'s weight to {}, as its neighbours have",
                                  quoted(server.name), odd.neighbours),
                      {*edit},
                      odd.alike};
  findings.push_back(std::move(finding));
}

// A small weight is mostly meant: a canary, a drain. It is worth a note, no more.
void report_light(const PoolView& view, const OddWeight& odd, std::vector<Finding>& findings) {
  const model::Server& server = view.pool.servers[odd.server];
  if (!server.weight.stated() || odd.ratio > 1 / slip_ratio) return;  // partial-weights says it
  const double share = view.share_of(odd.server);
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = Severity::note;
  finding.message =
      fmt::format("{} gets {} of {}, where an even share would be {}", quoted(server.name),
                  percent(share), quoted(view.pool.name), percent(view.fair()));
  finding.because.push_back(neighbours_words(view, odd));
  add_figures(view, odd.server, view.fair(), finding);
  finding.hint = fmt::format(
      "a canary or a drain? Then say so in evenkeel.toml: [pool.\"{}\"] "
      "intent = \"weights\"",
      quoted(view.pool.name));
  findings.push_back(std::move(finding));
}

// Two servers, far apart: blue and green, or one typing slip. Nobody can tell.
void report_pair(const PoolView& view, std::vector<Finding>& findings) {
  const model::Server& a = view.pool.servers[view.servers[0]];
  const model::Server& b = view.pool.servers[view.servers[1]];
  if (!a.weight.stated() || !b.weight.stated()) return;
  const bool first = a.weight.value > b.weight.value;
  const ServerIndex heavy = view.servers[first ? 0 : 1], light = view.servers[first ? 1 : 0];
  const double ratio =
      double(view.pool.servers[heavy].weight.value) / double(view.pool.servers[light].weight.value);
  if (ratio < slip_ratio || capacity_explains(view, heavy)) return;
  if (view.predicted && view.share_of(heavy) < view.share_of(light) * odd_ratio_min) return;
  const model::Server& server = view.pool.servers[heavy];
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = Severity::note;
  finding.message = fmt::format(
      "{} gets {} of {}, {} gets {}", quoted(server.name), percent(view.share_of(heavy)),
      quoted(view.pool.name), quoted(view.pool.servers[light].name), percent(view.share_of(light)));
  finding.because.push_back(fmt::format("their weights are {} and {}", server.weight.value,
                                        view.pool.servers[light].weight.value));
  add_figures(view, heavy, view.fair(), finding);
  finding.hint = fmt::format(
      "blue and green, or a canary? Then say so in evenkeel.toml: "
      "[pool.\"{}\"] intent = \"weights\"",
      quoted(view.pool.name));
  findings.push_back(std::move(finding));
}

bool report_odd_weight(const PoolView& view, std::vector<Finding>& findings) {
  if (view.pool.balance.algorithm.value == "first") return false;  // it ignores them
  const std::size_t before = findings.size();
  if (view.servers.size() == 2) {
    report_pair(view, findings);
    return findings.size() > before;
  }
  const auto odd = odd_one_out(view.pool, view.servers);
  if (!odd || capacity_explains(view, odd->server)) return false;
  if (odd->ratio < 1)
    report_light(view, *odd, findings);
  else if (view.share_of(odd->server) >= view.fair() * ring_note)
    report_heavy(view, *odd, findings);
  return findings.size() > before;
}

// The algorithm does not give what the weights say: a ring with few points, two random draws.
void report_distortion(const PoolView& view, std::vector<Finding>& findings) {
  if (!view.predicted || follows_load(view.pool)) return;
  const Distortion worst = worst_distortion(view.pool, view.servers, view.shares);
  if (worst.server == predict::no_server || worst.factor() < ring_note) return;
  const model::Server& server = view.pool.servers[worst.server];
  Finding finding = finding_at(view.pool, server);
  finding.severity = worst.factor() < ring_warning ? Severity::note : Severity::warning;
  finding.message = fmt::format("{} gets {} of {}, {} what its weight says ({})",
                                quoted(server.name), percent(worst.share), quoted(view.pool.name),
                                times(worst.factor()), percent(worst.by_weight));
  finding.because.push_back(fmt::format("that is how {} shares out among these servers and weights",
                                        quoted(view.pool.balance.algorithm.value)));
  add_figures(view, worst.server, worst.by_weight, finding);
  const auto larger = evened_by_weights(view.subject.config.program, view.forecast);
  finding.hint = larger ? fmt::format(
                              "multiply every weight by {}: the ring gets more points, and "
                              "the worst server {} its share",
                              larger->times, times(larger->factor))
                        : "roundrobin keeps to the weights exactly";
  findings.push_back(std::move(finding));
}

void judge(const PoolView& view, std::vector<Finding>& findings) {
  if (view.servers.size() < 2 || report_constant_key(view, findings)) return;
  if (!view.forecast.predictable()) return;
  if (view.forecast.intended_by == IntendedBy::policy) {
    if (view.predicted) report_against_policy(view, findings);
    return;
  }
  if (!report_odd_weight(view, findings)) report_distortion(view, findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& forecast : subject.prediction.pools)
    judge(view_of(subject, forecast), findings);
}

}  // namespace

const Rule& share_skew() {
  static const Rule rule{"share-skew",
                         "a server gets far more or less than its neighbours or the policy say",
                         Severity::error, run};
  return rule;
}

}  // namespace ek::lint::rule_list
