#include "dialects/haproxy/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "dialects/haproxy/coverage.h"
#include "dialects/haproxy/demands.h"
#include "dialects/haproxy/fixed_keys.h"
#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

class Lowering {
 public:
  explicit Lowering(Scope& scope) : scope_(scope), unnamed_(built_in(scope)) {}

  void run() {
    for (const text::Node* file : scope_.reading.tree.files())
      for (const text::Node* child = file->first_child; child != nullptr; child = child->next)
        top_level(*child);
    settle_threads();
    check_references(scope_);
    scope_.others.check(scope_.diagnostics());
    settle_states(scope_);
    settle_fullconn(scope_);
    settle_fixed_keys(scope_);
    settle_passed_rules(scope_.config());
  }

 private:
  const text::Source& source(const text::Node& node) const {
    return scope_.reading.sources[node.file];
  }

  void top_level(const text::Node& node) {
    if (!node.active || node.kind == text::NodeKind::blank) return;
    if (node.kind == text::NodeKind::block) return section(node);
    if (node.kind == text::NodeKind::broken || is_directive(node)) return uncovered(node);
    const Line line(node, source(node));
    if (lost(line)) return;
    scope_.config().coverage.add(model::Support::unrecognised, line.word(0),
                                 "outside every section", line.place());
    if (begins_misspelt(line, 'D')) return;
    scope_.diagnostics().error(
        line.place(), line.length(),
        fmt::format("\"{}\" stands outside every section", shown(line.word(0))),
        "sections begin with global, defaults, frontend, backend, listen, …");
  }

  // What follows a misspelt "backend" belongs to no section that is known: said once.
  bool lost(const Line& line) {
    if (!lost_) return false;
    scope_.config().coverage.add(model::Support::unrecognised, line.word(0),
                                 "the word that begins its section is misspelt", line.place());
    return true;
  }

  // "bakend app": nearer to a section's word than to any that the section has.
  bool begins_misspelt(const Line& line, char letter) {
    static constexpr std::array<std::string_view, 5> sections{"backend", "defaults", "frontend",
                                                              "global", "listen"};
    const std::string_view word = line.word(0);
    if (line.prefix() != Prefix::none || line.size() > 2 || find_anywhere(word) != nullptr ||
        is_family(word) || !scope_.may_suggest())
      return false;
    std::vector<std::string_view> names = names_in(letter);
    names.insert(names.end(), sections.begin(), sections.end());
    const std::string_view meant = base::nearest(word, names);
    if (std::ranges::find(sections, meant) == sections.end()) return false;
    scope_.diagnostics().error(line.place(), line.length(),
                               fmt::format("\"{}\" begins no section", shown(word)),
                               fmt::format("did you mean \"{}\"?", meant));
    lost_ = true;
    return true;
  }

  // Directives count as understood; what could not be read does not.
  void uncovered(const text::Node& node) {
    const bool broken = node.kind == text::NodeKind::broken;
    scope_.config().coverage.add(broken ? model::Support::unrecognised : model::Support::modelled,
                                 "", broken ? "this line could not be read" : "",
                                 {node.line, 1, node.file});
  }

  static bool is_directive(const text::Node& node) {
    return node.word(0).starts_with('.') || node.word(0).starts_with('[');
  }

  void section(const text::Node& node) {
    const Line line(node, source(node));
    const SectionWord* word = find_section(line.word(0));
    lost_ = false;
    if (word == nullptr) return;
    check_prefix(line);
    if (left_out(node, line, *word)) return;
    check_section(line, *word);
    if (word->letter == 'G') {
      scope_.others.begin(line, *word, scope_.reading.sources, scope_.diagnostics());
      return global(node, *word);
    }
    if (std::string_view("DFLB").find(word->letter) != std::string_view::npos)
      return proxy(node, line, *word);
    scope_.others.begin(line, *word, scope_.reading.sources, scope_.diagnostics());
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      statement(*child, *word, [&](const Line& one) {
        scope_.others.read(one, word->name, line.word(1), scope_.diagnostics());
      });
  }

  // A section whose first line is wrong is not begun; where nothing follows, the program does not
  // even say so.
  bool left_out(const text::Node& node, const Line& line, const SectionWord& word) {
    if (std::string_view("DB").find(word.letter) == std::string_view::npos) return false;
    const std::size_t from = word.letter == 'D' && line.word(1) == "from" ? 1 : 2;
    const bool wrong = (line.size() > from && line.word(from) != "from") ||
                       (line.word(from) == "from" && line.size() == from + 1) ||
                       (word.letter == 'D' && !well_named(line.word(1)));
    if (!wrong) return false;
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      if (child->active && child->kind != text::NodeKind::blank) return false;
    scope_.config().coverage.add(model::Support::unrecognised, word.name,
                                 "this line begins no section", line.place());
    scope_.diagnostics().warning(
        line.place(), line.length(),
        fmt::format("this line does not begin a {} section, and HAProxy passes over it", word.name),
        fmt::format("write {} and a name, or {} NAME from DEFAULTS", word.name, word.name));
    return true;
  }

  void check_section(const Line& line, const SectionWord& word) {
    const bool proxy = std::string_view("DFLB").find(word.letter) != std::string_view::npos;
    const bool known = available(word.since, word.until, scope_.version);
    scope_.config().coverage.add(!known  ? model::Support::unrecognised
                                 : proxy ? model::Support::modelled
                                         : model::Support::irrelevant,
                                 word.name, known ? "" : "this version does not have the section",
                                 line.place());
    if (!known)
      scope_.diagnostics().warning(
          line.place(), line.length(),
          fmt::format("HAProxy {} has no {} section; {}", model::to_string(scope_.version),
                      word.name,
                      word.since != 0 ? "it came with " + version_text(word.since)
                                      : version_text(word.until) + " had it last"),
          "give --lb-version if another version reads this file");
    const bool needs_name =
        word.letter != 'G' && word.letter != 'D' && word.letter != 'T' && word.letter != 'K';
    if (needs_name && line.size() < 2)
      scope_.diagnostics().error(line.place(), line.length(),
                                 fmt::format("this {} section has no name", word.name),
                                 fmt::format("write for example {} app", word.name));
    else if (!well_named(line.word(1)))
      scope_.diagnostics().error(line.place(1), line.length(1),
                                 "a character in this name is not allowed", std::string(name_hint));
  }

  template <class Use>
  void statement(const text::Node& node, const SectionWord& section, Use use) {
    if (!node.active || node.kind == text::NodeKind::blank) return;
    if (node.kind == text::NodeKind::broken || is_directive(node)) return uncovered(node);
    const Line line(node, source(node));
    if (lost(line)) return;
    if (begins_misspelt(line, section.letter)) {
      scope_.config().coverage.add(model::Support::unrecognised, line.word(0),
                                   "not a word of this program", line.place());
      return;
    }
    check_prefix(line);
    if (cover(line, section, scope_)) use(line);
  }

  void check_prefix(const Line& line) {
    if (line.prefix() == Prefix::none) return;
    static constexpr std::string_view allowed[] = {"option",          "log",
                                                   "busy-polling",    "set-dumpable",
                                                   "strict-limits",   "insecure-fork-wanted",
                                                   "numa-cpu-mapping"};
    for (const std::string_view word : allowed)
      if (line.word(0) == word) return check_option_prefix(line);
    scope_.diagnostics().error(
        line.place(), line.length(),
        fmt::format("\"no\" and \"default\" do not go before \"{}\"", shown(line.word(0))),
        "they go before option, log, and a few words of global");
  }

  void check_option_prefix(const Line& line) {
    if (line.word(0) != "option" || line.size() < 2 || takes_prefix(line, scope_.version)) return;
    const std::string_view prefix = line.prefix() == Prefix::no ? "no" : "default";
    scope_.diagnostics().error(
        line.place(1), line.length(1),
        fmt::format("\"{}\" does not go before option {}", prefix, shown(line.word(1))),
        "HAProxy refuses it; remove the option where it is set, or use a defaults section without "
        "it");
  }

  void global(const text::Node& node, const SectionWord& section) {
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      statement(*child, section, [&](const Line& line) { global_line(line); });
  }

  // Without thread-groups, and with neither a number of threads nor a plain cpu-policy, newer
  // versions make as many groups as the machine suggests (manual 3.1, cpu-policy, thread-groups).
  void settle_threads() {
    model::Program& program = scope_.config().program;
    if (groups_stated_) return;
    const bool one = program.threads != 0 || cpu_policy_ == "none" ||
                     cpu_policy_ == "first-usable-node" ||
                     (cpu_policy_.empty() && scope_.defaults.thread_groups == 1);
    program.thread_groups = one ? 1 : 0;
  }

  void refuse_above(const Line& line, std::uint32_t value, std::uint32_t most,
                    std::string_view what) {
    if (value <= most) return;
    scope_.diagnostics().error(
        line.place(1), line.length(1),
        fmt::format("HAProxy {} has at most {} {}", model::to_string(scope_.version), most, what),
        "leave the line out for its own choice");
  }

  void global_line(const Line& line) {
    model::Program& program = scope_.config().program;
    const std::string_view word = line.word(0);
    const auto take = [&](std::uint32_t& into) {
      const std::int64_t value = number_at(line, 1, scope_.diagnostics());
      if (value <= 0 || value > UINT32_MAX)
        return scope_.diagnostics().error(line.place(1), line.length(1),
                                          fmt::format("{} {} is out of range", word, value),
                                          "HAProxy refuses it; leave it out for its own choice");
      into = static_cast<std::uint32_t>(value);
    };
    if (word == "nbthread") {
      take(program.threads);
      refuse_above(line, program.threads, scope_.defaults.threads_max, "threads");
    }
    if (word == "nbproc") take(program.processes);
    if (word == "cpu-policy") cpu_policy_ = std::string(line.word(1));
    if (word == "thread-groups") {
      groups_stated_ = true;
      take(program.thread_groups);
      refuse_above(line, program.thread_groups, scope_.defaults.thread_groups_max, "thread groups");
    }
    if (word == "maxconn")
      scope_.config().maxconn.set(number_in(line, 1, 0, INT32_MAX, scope_.diagnostics()),
                                  line.place(1));
  }

  void proxy(const text::Node& node, const Line& line, const SectionWord& section) {
    Proxy proxy;
    proxy.section = &section;
    const bool named = line.size() > 1 && !(section.letter == 'D' && line.word(1) == "from");
    if (named) proxy.name = std::string(line.word(1));
    proxy.at = line.place(named ? 1 : 0);
    proxy.length = line.length(named ? 1 : 0);
    proxy.origin = section.letter == 'D' ? Origin::inherited : Origin::set;
    proxy.settings = inherited(line, section, named ? 2 : 1);
    refuse_same_name(proxy);
    reserve_servers(node, proxy);
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      statement(*child, section, [&](const Line& one) { read_proxy_line(one, proxy, scope_); });
    if (section.letter == 'D') return keep_defaults(std::move(proxy));
    finish_proxy(std::move(proxy), scope_);
  }

  static void reserve_servers(const text::Node& node, Proxy& proxy) {
    std::size_t servers = 0;
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      if (child->active && child->word(0) == "server") ++servers;
    proxy.settings.pool.servers.reserve(servers);
  }

  Inheritable inherited(const Line& line, const SectionWord& section, std::size_t i) {
    if (line.word(i) == "from" && line.size() > i + 2)
      scope_.diagnostics().error(line.place(i + 2), line.length(i + 2),
                                 "nothing may follow the name behind \"from\"",
                                 "HAProxy refuses it; remove it");
    if (line.word(i) == "from") {
      const auto found = named_.find(line.word(i + 1));
      if (found != named_.end() && found->second.twice)
        scope_.diagnostics().error(line.place(i + 1), line.length(i + 1),
                                   "two defaults sections have this name",
                                   "HAProxy refuses it; rename one of them");
      if (found != named_.end()) {
        refuse_inherited_rules(line, section, found->second.settings);
        return found->second.settings;
      }
      scope_.diagnostics().error(
          line.place(i + 1), line.length(i + 1),
          fmt::format("there is no defaults section named \"{}\" before this line",
                      shown(line.word(i + 1))),
          "name it, or move it up");
    } else if (line.size() > i) {
      scope_.diagnostics().error(line.place(i), line.length(i),
                                 "only \"from\" and a name may follow the name of a section",
                                 "addresses go on bind lines");
    }
    if (section.letter == 'D') return built_in(scope_);
    refuse_inherited_rules(line, section, unnamed_);
    return unnamed_;
  }

  void refuse_inherited_rules(const Line& line, const SectionWord& section,
                              const Inheritable& from) {
    if (!from.rules.known() || (section.letter != 'L' && section.letter != 'D')) return;
    scope_.diagnostics().error(
        line.place(), line.length(),
        fmt::format("a {} section cannot inherit the rules that begin at {}", section.name,
                    text::other_place(from.rules, line.place(), scope_.reading.sources)),
        "HAProxy refuses it; name a defaults section without rules (from NAME)");
  }

  void keep_defaults(Proxy&& proxy) {
    settle_conditions(proxy.settings.request_rules);
    settle_answers(proxy);
    proxy.settings.request_rules = handed_down(std::move(proxy.settings.request_rules));
    if (!proxy.name.empty() && named_.size() < named_defaults_max) {
      const auto [entry, added] = named_.try_emplace(proxy.name, NamedDefaults{proxy.settings});
      if (!added) entry->second = {proxy.settings, true};
    }
    unnamed_ = std::move(proxy.settings);
  }

  // A frontend and a backend may share a name. A listen section is both, but the program only looks
  // for another frontend when it begins.
  void refuse_same_name(const Proxy& proxy) {
    const char letter = proxy.section->letter;
    if (letter == 'D' || proxy.name.empty()) return;
    auto& [front, back] = names_[proxy.name];
    const bool again = (letter == 'B' ? back : front).known();
    if (again)
      scope_.diagnostics().error(
          proxy.at, proxy.length,
          fmt::format(
              "a section named \"{}\" already stands at {}", shown(proxy.name),
              text::other_place(front.known() ? front : back, proxy.at, scope_.reading.sources)),
          "give one of them another name");
    if (letter != 'B') front = proxy.at;
    if (letter != 'F') back = proxy.at;
  }

  struct NamedDefaults {
    Inheritable settings;
    bool twice = false;
  };

  Scope& scope_;
  Inheritable unnamed_;  // of the last defaults section
  std::map<std::string, NamedDefaults, std::less<>> named_;
  bool lost_ = false;  // behind a misspelt word of a section
  bool groups_stated_ = false;
  std::string cpu_policy_;
  std::unordered_map<std::string, std::pair<text::Place, text::Place>> names_;  // front, back
};

}  // namespace

void lower(Scope& scope) {
  Lowering(scope).run();
}

}  // namespace ek::dialects::haproxy
