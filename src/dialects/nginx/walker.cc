#include "dialects/nginx/walker.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "dialects/nginx/ahead.h"
#include "dialects/nginx/check.h"
#include "dialects/nginx/constants.h"
#include "dialects/nginx/effects.h"
#include "dialects/nginx/fragment.h"
#include "dialects/nginx/harmless_include.h"
#include "dialects/nginx/key_inputs.h"
#include "dialects/nginx/line_checks.h"
#include "dialects/nginx/listener.h"
#include "dialects/nginx/location_check.h"
#include "dialects/nginx/memory_zones.h"
#include "dialects/nginx/retry.h"
#include "dialects/nginx/rewrite_check.h"
#include "dialects/nginx/route.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/unknown_variables.h"
#include "dialects/nginx/upstream.h"
#include "dialects/nginx/variables.h"

namespace ek::dialects::nginx {
namespace {

using text::NodeKind;

constexpr std::size_t keyword_bytes_max = 64;  // of a directive's name in the coverage

std::string arguments_of(const Node& node) {
  std::string out;
  for (std::size_t i = 1; i < node.words.size(); ++i) {
    if (i > 1) out += ' ';
    out += node.word(i);
  }
  return out;
}

bool in_upstream(const Scope& scope) {
  return (scope.context & (context::upstream | context::stream_upstream)) != 0;
}

class Walker {
 public:
  explicit Walker(Lowering& lowering) : lowering_(lowering) {}

  // A file in the place of its include, or the main file.
  void file(const Node& root, Scope& scope) {
    const bool first = seen_.insert({&root, scope.context}).second;
    const bool repeated = scope.repeated;
    scope.repeated = repeated || !first;
    children(root, scope);
    scope.repeated = repeated;
  }

 private:
  void children(const Node& parent, Scope& scope) {
    if (depth_ >= walk_depth_max) return too_deep(parent);
    ++depth_;
    for (const Node* node = parent.first_child; node != nullptr; node = node->next)
      if (!node->words.empty() && !stopped_) line(*node, scope);
    --depth_;
  }

  void line(const Node& node, Scope& scope) {
    if (++statements_ > statements_max) return stop(node);
    if (scope.context == context::data || scope.context == context::foreign)
      return data_line(node, scope);
    const Verdict verdict = check(lowering_, node, scope.context, !scope.repeated);
    cover(node, verdict, scope);
    if (verdict.usable && verdict.directive->edition == Edition::commercial)
      lowering_.commercial(node, 0, scope, verdict.directive->gone);
    if (!in_upstream(scope)) note_unread_values(lowering_, node);
    if (verdict.usable) note_effect(lowering_, node, scope);
    if (verdict.usable) check_once(lowering_, node, scope);
    if (verdict.usable) check_line(lowering_, node, scope);
    if (verdict.usable) note_variables(lowering_, node, scope);
    if (!verdict.usable || verdict.directive->edition != Edition::open_source ||
        node.word(0) == "load_module")
      note_module(node);
    if (node.kind == NodeKind::block)
      block(node, scope, verdict);
    else if (verdict.usable)
      statement(node, scope);
  }

  // A line of a map, of types, or of another module's block: not a directive of ours.
  void data_line(const Node& node, Scope& scope) {
    if (!scope.repeated)
      ++lowering_.config().coverage.counts[static_cast<std::size_t>(data_support_)];
    if (node.kind == NodeKind::block) return children(node, scope);
    if (node.word(0) == "include") include(node, scope);
  }

  void cover(const Node& node, const Verdict& verdict, const Scope& scope) {
    if (scope.repeated) return;
    model::Coverage& coverage = lowering_.config().coverage;
    const bool named = verdict.support != model::Support::modelled &&
                       verdict.support != model::Support::irrelevant &&
                       coverage.lines.size() < covered_lines_max;
    if (!named) {
      ++coverage.counts[static_cast<std::size_t>(verdict.support)];
      return;
    }
    coverage.add(verdict.support, base::printable(node.word(0).substr(0, keyword_bytes_max)),
                 verdict.note, lowering_.place(node, 0));
  }

  void include(const Node& node, Scope& scope) {
    if (lowering_.document.unread.contains(&node)) note_unread(node, scope);
    const auto found = lowering_.document.includes.find(&node);
    // Not read, if it is there at all: it may load modules.
    if (found == lowering_.document.includes.end())
      lowering_.has_other_modules |= !is_stock_include(node.word(1));
    else
      for (const Node* root : found->second) file(*root, scope);
  }

  void note_unread(const Node& include, Scope& scope) {
    if (scope.pool != nullptr) note_unread_servers(lowering_, include, *scope.pool);
    if (scope.partly_unread != nullptr) *scope.partly_unread = true;
  }

  // A line that is not the program's own, or that loads what is not.
  void note_module(const Node& node) {
    const bool own =
        node.word(0) == "load_module" && (node.word(1).ends_with("ngx_stream_module.so") ||
                                          node.word(1).ends_with("ngx_mail_module.so"));
    lowering_.has_other_modules |= !own;
  }

  void block(const Node& node, const Scope& around, const Verdict& verdict) {
    Scope scope = around;
    scope.context =
        verdict.usable ? context_inside(node.word(0), around.context) : context::foreign;
    if (scope.context == context::data || scope.context == context::foreign)
      return data_block(node, scope, verdict, around.context);
    if (node.word(0) == "upstream") return upstream_block(node, scope);
    if (node.word(0) == "server") return server_block(node, scope);
    if (node.word(0) == "events") lower_events(lowering_, node);
    if (node.word(0) == "if") check_condition(lowering_, node);
    if (node.word(0) == "location") check_location(lowering_, node, around);
    std::string words;  // alive while the children are read
    if (node.word(0) == "location" || node.word(0) == "if") {
      words = arguments_of(node);
      (node.word(0) == "if" ? scope.condition : scope.location) = words;
    }
    new_block(node, scope);
    if (node.word(0) == "location") lowering_.blocks.back().location = words;
    children(node, scope);
  }

  void data_block(const Node& node, Scope& scope, const Verdict& verdict, Contexts around) {
    if (verdict.usable && around == context::http && gives_values(node.word(0)))
      refuse_fixed(lowering_, node, node.words.size() - 1);
    if (verdict.usable && node.word(0) == "map") {
      const bool stream = around == context::stream;
      collect_map(lowering_, node, stream ? model::Layer::tcp : model::Layer::http);
    }
    if (verdict.usable && node.word(0) == "geo") collect_geo(lowering_, node);
    if (verdict.usable && node.word(0) == "split_clients") collect_split_clients(lowering_, node);
    if (scope.pool != nullptr && is_method(node.word(0))) lower_method(lowering_, node, scope);
    const model::Support outer = data_support_;
    data_support_ = verdict.support;
    children(node, scope);
    data_support_ = outer;
  }

  void upstream_block(const Node& node, Scope& scope) {
    OpenPool pool;
    if (!open_upstream(lowering_, node, scope, pool)) return children(node, scope);
    scope.pool = &pool;
    children(node, scope);
    close_upstream(lowering_, node, pool);
  }

  void server_block(const Node& node, Scope& scope) {
    new_block(node, scope);
    if (scope.context != context::mail_server) open_listener(lowering_, node, scope);
    lowering_.blocks[scope.block].listener = scope.listener;
    bool partly_unread = false;
    scope.partly_unread = &partly_unread;
    children(node, scope);
    close_listener(lowering_, node, scope);
  }

  void new_block(const Node& node, Scope& scope) {
    Block block;
    block.parent = scope.block;
    block.opened = &node;
    lowering_.blocks.push_back(std::move(block));
    scope.block = static_cast<BlockId>(lowering_.blocks.size() - 1);
  }

  void statement(const Node& node, Scope& scope) {
    const std::string_view name = node.word(0);
    if (name == "include") return include(node, scope);
    if (in_upstream(scope)) return pool_line(node, scope);
    if (is_pass(name)) return lower_pass(lowering_, node, scope);
    if (name == "set") {
      if ((scope.context & context::any_stream) == 0) refuse_fixed(lowering_, node, 1);
      return collect_set(lowering_, node, scope);
    }
    if (name == "listen" || name == "server_name")
      return lower_listener_line(lowering_, node, scope.listener);
    if (name == "http2" || name == "http3") return lower_sharing(lowering_, node, scope);
    if (name == "resolver") return void(lowering_.blocks[scope.block].has_resolver = true);
    if (name == "worker_processes" || name == "worker_connections" ||
        name == "worker_rlimit_nofile")
      return lower_workers(lowering_, node);
    if (stands_ahead(name)) return lower_ahead(lowering_, node, scope);
    if (!retry_family(name).empty()) lower_retry(lowering_, node, scope);
  }

  void pool_line(const Node& node, Scope& scope) {
    if (scope.pool == nullptr) return;
    if (node.word(0) == "server") return lower_server_line(lowering_, node, scope);
    if (is_method(node.word(0))) return lower_method(lowering_, node, scope);
    lower_pool_setting(lowering_, node, *scope.pool);
  }

  void stop(const Node& node) {
    lowering_.error(
        node, 0,
        fmt::format("more than {} lines once every include is in its place", statements_max),
        "include fewer files; what follows is not read");
    stopped_ = true;
  }

  void too_deep(const Node& node) {
    if (!deep_said_ && !node.words.empty())
      lowering_.error(node, 0,
                      fmt::format("blocks and includes are nested deeper than {}", walk_depth_max),
                      "what is deeper is not read");
    deep_said_ = true;
  }

  Lowering& lowering_;
  std::set<std::pair<const Node*, Contexts>> seen_;  // files, and where they stood
  std::size_t statements_ = 0;
  int depth_ = 0;
  bool stopped_ = false, deep_said_ = false;
  model::Support data_support_ = model::Support::irrelevant;  // of the lines in a data block
};

// Files that were left out may hold servers.
void depend_on_left_out(Lowering& lowering) {
  for (const auto& [include, what] : lowering.document.not_followed)
    if (!lowering.unread_of_pools.contains(include))
      lowering.config().depends.push_back(
          {what, lowering.document.unread.at(include).how, lowering.place(*include, 1), "", true});
}

}  // namespace

void walk(Lowering& lowering) {
  Walker walker(lowering);
  for (const Node* root : lowering.document.mains) {
    Scope scope;
    scope.context = context_of_file(lowering, *root);
    walker.file(*root, scope);
  }
  depend_on_left_out(lowering);
  close_listeners(lowering);
  resolve_routes(lowering);
  name_unknown_variables(lowering);
  follow_key_inputs(lowering);
  prove_constants(lowering);
  close_pools(lowering);
  name_unsized_zones(lowering);
}

}  // namespace ek::dialects::nginx
