#include "dialects/nginx/walker.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "dialects/nginx/check.h"
#include "dialects/nginx/fragment.h"
#include "dialects/nginx/listener.h"
#include "dialects/nginx/route.h"
#include "dialects/nginx/upstream.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

using text::NodeKind;

// The context that a block's content stands in.
Contexts inside(std::string_view block, Contexts around) {
  using namespace context;  // NOLINT
  if (block == "events") return events;
  if (block == "http") return http;
  if (block == "stream") return stream;
  if (block == "mail") return mail;
  if (block == "server")
    return around == stream ? stream_server : around == mail ? mail_server : server;
  if (block == "upstream") return around == stream ? stream_upstream : upstream;
  if (block == "location") return location;
  if (block == "if") return around == location || around == location_if ? location_if : server_if;
  if (block == "limit_except") return limit_except;
  if (block == "map" || block == "split_clients" || block == "geo" || block == "types" ||
      block == "charset_map" || block == "match" || block == "num_map" || block == "geoip2")
    return data;
  return foreign;
}

class Walker {
 public:
  explicit Walker(Lowering& lowering) : lowering_(lowering) {}

  void file(const Node& root, Scope scope) {
    const bool first = seen_.insert({&root, scope.context}).second;
    const bool checked = checking_;
    checking_ = checking_ && first;
    children(root, scope);
    checking_ = checked;
  }

 private:
  void children(const Node& parent, Scope& scope) {
    if (++depth_ > walk_depth_max) {
      if (!depth_said_ && parent.words.size() > 0)
        lowering_.error(
            parent, 0, fmt::format("blocks and includes are nested deeper than {}", walk_depth_max),
            "the rest of this branch is not read");
      depth_said_ = true;
    } else {
      for (const Node* node = parent.first_child; node != nullptr; node = node->next)
        if ((node->kind == NodeKind::statement || node->kind == NodeKind::block) &&
            !node->words.empty())
          line(*node, scope);
    }
    --depth_;
  }

  void line(const Node& node, Scope& scope) {
    if (++statements_ > statements_max) return stop(node);
    if (scope.context == context::data || scope.context == context::foreign)
      return data_line(node, scope);
    const Verdict verdict = check(lowering_, node, scope.context, checking_);
    cover(node, verdict);
    if (verdict.directive == nullptr || !verdict.usable) {
      if (node.kind == NodeKind::block) unknown_block(node, scope);
      return;
    }
    if (node.kind == NodeKind::block)
      block(node, scope);
    else
      statement(node, scope);
  }

  void unknown_block(const Node& node, Scope scope) {
    scope.context = context::foreign;
    support_ = model::Support::unrecognised;
    children(node, scope);
  }

  void stop(const Node& node) {
    if (!stopped_)
      lowering_.error(
          node, 0, fmt::format("more than {} lines once every include is expanded", statements_max),
          "include fewer files; what follows is not read");
    stopped_ = true;
  }

  void data_line(const Node& node, Scope& scope) {
    if (checking_) ++lowering_.config().coverage.counts[static_cast<std::size_t>(support_)];
    if (node.kind == NodeKind::block) return children(node, scope);
    if (node.word(0) == "include") include(node, scope);
  }

  void cover(const Node& node, const Verdict& verdict) {
    if (!checking_) return;
    model::Coverage& coverage = lowering_.config().coverage;
    if (coverage.lines.size() >= covered_lines_max) {
      ++coverage.counts[static_cast<std::size_t>(verdict.support)];
      return;
    }
    coverage.add(verdict.support, base::printable(node.word(0).substr(0, 64)), verdict.note,
                 lowering_.place(node, 0));
  }

  void include(const Node& node, Scope& scope) {
    const auto found = lowering_.document.includes.find(&node);
    if (found == lowering_.document.includes.end()) return;
    for (const Node* root : found->second) {
      const bool first = seen_.insert({root, scope.context}).second;
      const bool checked = checking_;
      checking_ = checking_ && first;
      children(*root, scope);
      checking_ = checked;
    }
  }

  void block(const Node& node, const Scope& around) {
    Scope scope = around;
    const std::string_view name = node.word(0);
    scope.context = inside(name, around.context);
    if (scope.context == context::data || scope.context == context::foreign) {
      support_ = scope.context == context::data && (name == "map" || name == "split_clients")
                     ? model::Support::modelled
                     : model::Support::irrelevant;
      if (name == "map" || name == "split_clients") collect_map(lowering_, node);
      return children(node, scope);
    }
    if (name == "upstream") {
      OpenPool pool;
      open_upstream(lowering_, node, around.context, pool);
      scope.pool = &pool;
      children(node, scope);
      return close_upstream(lowering_, node, pool);
    }
    std::string words;
    if (name == "server" && (scope.context & (context::server | context::stream_server)) != 0)
      scope.listener = open_listener(lowering_, node, scope.context);
    if (name == "location" || name == "if") {
      words = joined(node);
      (name == "if" ? scope.condition : scope.location) = words;
    }
    children(node, scope);
    if (name == "server") close_listener(lowering_, scope.listener);
  }

  static std::string joined(const Node& node) {
    std::string out;
    for (std::size_t i = 1; i < node.words.size(); ++i) {
      if (i > 1) out += ' ';
      out += node.word(i);
    }
    return out;
  }

  void statement(const Node& node, Scope& scope) {
    const std::string_view name = node.word(0);
    if (name == "include") return include(node, scope);
    if (scope.pool != nullptr) return pool_line(node, *scope.pool);
    if (is_pass(name)) return lower_pass(lowering_, node, scope);
    if (name == "set" && node.words.size() == 3) return collect_variable(lowering_, node);
    if (name == "listen" || name == "server_name")
      return lower_listener_line(lowering_, node, scope.listener);
    if (name == "worker_processes" || name == "worker_connections")
      return lower_workers(lowering_, node);
  }

  void pool_line(const Node& node, OpenPool& pool) {
    const std::string_view name = node.word(0);
    if (name == "server") return lower_server_line(lowering_, node, pool);
    if (name == "hash" || name == "ip_hash" || name == "least_conn" || name == "random" ||
        name == "least_time")
      return lower_method(lowering_, node, pool);
    lower_pool_setting(lowering_, node, pool);
  }

  Lowering& lowering_;
  std::set<std::pair<const Node*, Contexts>> seen_;
  std::size_t statements_ = 0;
  int depth_ = 0;
  bool checking_ = true;  // false: this file was checked in this context before
  bool stopped_ = false, depth_said_ = false;
  model::Support support_ = model::Support::irrelevant;  // of the data lines that are being read
};

}  // namespace

void walk(Lowering& lowering) {
  Walker walker(lowering);
  for (const Node* root : lowering.document.mains) {
    Scope scope;
    scope.context = context_of_file(lowering, *root);
    if ((scope.context & (context::server | context::location | context::stream_server)) != 0)
      scope.listener = 0;
    walker.file(*root, scope);
  }
  resolve_routes(lowering);
}

}  // namespace ek::dialects::nginx
