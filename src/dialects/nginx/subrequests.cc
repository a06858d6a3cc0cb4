#include "dialects/nginx/subrequests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace ek::dialects::nginx {
namespace {

// Why: a pool that is used in a thousand places is asked of in each of them.
constexpr std::size_t ways_asked_max = 200;

// One for every request, whatever comes of it.
constexpr std::array<std::string_view, 3> always{"auth_request", "mirror", "post_action"};
// One for some.
constexpr std::array<std::string_view, 2> at_times{"add_before_body", "add_after_body"};

std::string_view target_of(const Node& line) {
  return line.word(line.words.size() - 1);
}

class Subrequests {
 public:
  Subrequests(Lowering& lowering, const Ways& ways, const std::vector<Way>& from, model::Pool& pool)
      : lowering_(lowering),
        ways_(ways),
        from_(from.data(), std::min(from.size(), ways_asked_max)),
        pool_(pool) {}

  void count() {
    for (const Way& way : from_) made_.push_back(made_on(way));
    for (const Way& way : from_) say_error_pages(way);
    multiply();
  }

 private:
  bool leads_here(const Way& way, std::string_view target) {
    const WrittenUri uri = written_uri(target);
    bool leads = false;
    for (const Way& other : from_) {
      if (other.server != way.server || !ways_.locations().may_take(other.owner, uri)) continue;
      leads = true;
      entered_.insert(other.owner);
    }
    return leads;
  }

  void say(const Node& line, std::string_view what, std::string_view given) {
    if (!said_.insert(&line).second) return;
    const std::string words = words_of(lowering_, line, pool_.at);
    pool_.depends.push_back({fmt::format("{} {} ({})", what, base::printable(pool_.name), words),
                             "simulate deals out the requests of clients alone",
                             lowering_.place(line, 0), fmt::format("{} ({})", given, words)});
  }

  // A location that only requests made inside come to: of these no others are made.
  bool for_subrequests_alone(const Way& way) const {
    if (!ways_.effects().jumps_in(way.server).empty()) return false;
    const auto& lines = ways_.effects().of_owner(way.owner);
    return std::any_of(lines.begin(), lines.end(),
                       [](const Effect* line) { return line->line->word(0) == "internal"; });
  }

  // How many more every request on this way makes here.
  std::uint32_t made_on(const Way& way) {
    if (for_subrequests_alone(way)) return 0;
    std::uint32_t made = 0;
    for (const std::string_view name : always)
      for (const Effect* effect : ways_.effects().all_in_force(name, way.block, pool_.layer)) {
        if (effect->line->word(1) == "off" || !leads_here(way, effect->line->word(1))) continue;
        say(*effect->line, "each request makes another one to", "requests that make no other here");
        if (first_ == nullptr) first_ = effect->line;
        made += written_uri(effect->line->word(1)).whole ? 1 : 0;
      }
    for (const std::string_view name : at_times)
      if (const Effect* effect = ways_.effects().in_force(name, way.block, pool_.layer))
        if (leads_here(way, effect->line->word(1)))
          say(*effect->line, "some requests make another one to",
              "requests that make no other here");
    if (const Effect* slice = ways_.effects().in_force("slice", way.block, pool_.layer);
        slice != nullptr && slice->line->word(1) != "0")
      say(*slice->line, "long answers are fetched in several requests to",
          "answers fetched in one piece");
    if (const Effect* ssi = ways_.effects().in_force("ssi", way.block, pool_.layer);
        ssi != nullptr && ssi->line->word(1) == "on")
      say(*ssi->line, "pages may include others, with a request to",
          "pages that include no other from here");
    return made;
  }

  void say_error_pages(const Way& way) {
    const auto look = [&](const Effects::Lines& lines) {
      for (const Effect* effect : lines) {
        const Node& line = *effect->line;
        if (line.word(0) != "error_page" || effect->layer != pool_.layer) continue;
        const std::string_view to = target_of(line);
        if ((to.starts_with('/') || to.starts_with('@')) && leads_here(way, to))
          say(line, "error answers make another request to",
              "no error answer that makes another request here");
      }
    };
    if (!servers_.insert(way.server).second) return;
    look(ways_.effects().of_owner(outermost_block));
    look(ways_.effects().of_owner(way.server));
    for (const BlockId location : ways_.locations().of_server(way.server))
      look(ways_.effects().of_owner(location));
  }

  // Where all that clients ask for makes as many, that many times the requests come here.
  void multiply() {
    std::uint32_t each = 0;
    bool any = false;
    for (std::size_t i = 0; i < from_.size(); ++i) {
      if (entered_.contains(from_[i].owner) && made_[i] == 0) continue;  // the subrequests' own
      if (any && made_[i] != each) return;
      each = made_[i];
      any = true;
    }
    if (any && each > 0) pool_.requests_each.set(1 + each, lowering_.place(*first_, 0));
  }

  Lowering& lowering_;
  const Ways& ways_;
  std::span<const Way> from_;
  model::Pool& pool_;
  std::vector<std::uint32_t> made_;  // by way
  std::set<BlockId> entered_;        // locations that subrequests come to
  std::set<BlockId> servers_;        // whose error pages were looked at
  std::set<const Node*> said_;
  const Node* first_ = nullptr;
};

}  // namespace

void count_subrequests(Lowering& lowering, const Ways& ways, const std::vector<Way>& from,
                       model::Pool& pool) {
  if (pool.layer == model::Layer::http) Subrequests(lowering, ways, from, pool).count();
}

}  // namespace ek::dialects::nginx
