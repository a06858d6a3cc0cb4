#include "dialects/haproxy/lower.h"

#include <fmt/format.h>

#include "dialects/haproxy/coverage.h"
#include "dialects/haproxy/fixed_keys.h"
#include "dialects/haproxy/global_section.h"
#include "dialects/haproxy/inheritance.h"
#include "dialects/haproxy/prefix.h"
#include "dialects/haproxy/section_line.h"
#include "dialects/haproxy/section_names.h"
#include "dialects/haproxy/shown.h"
#include "dialects/pool_limit.h"

namespace ek::dialects::haproxy {
namespace {

class Lowering {
 public:
  explicit Lowering(Scope& scope) : scope_(scope), inheritance_(scope) {}

  void run() {
    for (const text::Node* file : scope_.reading.tree.files())
      for (const text::Node* child = file->first_child; child != nullptr; child = child->next)
        top_level(*child);
    global_.settle(scope_);
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
    lost_ = begins_misspelt(line, 'D', scope_);
    if (lost_) return;
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
    check_prefix(line, scope_);
    if (left_out(node, line, *word, scope_)) return;
    check_section(line, *word, scope_);
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

  template <class Use>
  void statement(const text::Node& node, const SectionWord& section, Use use) {
    if (!node.active || node.kind == text::NodeKind::blank) return;
    if (node.kind == text::NodeKind::broken || is_directive(node)) return uncovered(node);
    const Line line(node, source(node));
    if (lost(line)) return;
    lost_ = begins_misspelt(line, section.letter, scope_);
    if (lost_) {
      scope_.config().coverage.add(model::Support::unrecognised, line.word(0),
                                   "not a word of this program", line.place());
      return;
    }
    check_prefix(line, scope_);
    if (cover(line, section, scope_)) use(line);
  }

  void global(const text::Node& node, const SectionWord& section) {
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      statement(*child, section, [&](const Line& line) { global_.read(line, scope_); });
  }

  void proxy(const text::Node& node, const Line& line, const SectionWord& section) {
    if (section.letter != 'D' && ++proxies_ > proxies_max_) return refuse_rest(line);
    Proxy proxy;
    proxy.section = &section;
    const bool named = line.size() > 1 && !(section.letter == 'D' && line.word(1) == "from");
    if (named) proxy.name = std::string(line.word(1));
    proxy.at = line.place(named ? 1 : 0);
    proxy.length = line.length(named ? 1 : 0);
    proxy.origin = section.letter == 'D' ? Origin::inherited : Origin::set;
    proxy.settings = inheritance_.of(line, section, named ? 2 : 1, scope_);
    names_.add(proxy, scope_);
    reserve_servers(node, proxy);
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      statement(*child, section, [&](const Line& one) { read_proxy_line(one, proxy, scope_); });
    if (section.letter == 'D') return inheritance_.keep(std::move(proxy));
    finish_proxy(std::move(proxy), scope_);
  }

  void refuse_rest(const Line& line) {
    if (proxies_ == proxies_max_ + 1)
      scope_.diagnostics().error(
          line.place(), line.length(),
          fmt::format("the files have more than {} sections", proxies_max_),
          "the rest of them is not read; evenkeel takes more of larger sections");
  }

  static void reserve_servers(const text::Node& node, Proxy& proxy) {
    std::size_t servers = 0;
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      if (child->active && child->word(0) == "server") ++servers;
    proxy.settings.pool.servers.reserve(servers);
  }

  Scope& scope_;
  Inheritance inheritance_;
  SectionNames names_;
  std::size_t proxies_ = 0;
  const std::size_t proxies_max_ = pools_max(scope_.reading.sources);
  bool lost_ = false;  // behind a misspelt word of a section
  GlobalSection global_;
};

}  // namespace

void lower(Scope& scope) {
  Lowering(scope).run();
}

}  // namespace ek::dialects::haproxy
