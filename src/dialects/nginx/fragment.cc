#include "dialects/nginx/fragment.h"

#include <fmt/format.h>

#include <array>

#include "dialects/nginx/directive.h"
#include "dialects/nginx/rewrite_check.h"

namespace ek::dialects::nginx {
namespace {

using text::NodeKind;

bool has_child(const Node& block, std::string_view name) {
  for (const Node* node = block.first_child; node != nullptr; node = node->next)
    if (node->word(0) == name) return true;
  return false;
}

// A line that http refuses in its servers and stream takes.
bool returns_text(const Node& server) {
  for (const Node* node = server.first_child; node != nullptr; node = node->next)
    if (node->word(0) == "return" && node->words.size() == 2 && !returns_code(node->word(1)))
      return true;
  return false;
}

// A server that hands over without a location balances connections, not requests.
bool looks_like_stream(const Node& root) {
  bool first = true;
  for (const Node* node = root.first_child; node != nullptr; node = node->next) {
    if (node->kind != NodeKind::block || node->word(0) != "server") continue;
    const bool hands_over = returns_text(*node) || (first && has_child(*node, "proxy_pass"));
    if (hands_over && !has_child(*node, "location")) return true;
    first = false;
  }
  return false;
}

struct Guess {
  Contexts context;
  std::string_view name;
};

// How many of the file's lines are at home in each context; the earlier wins a tie.
Guess best_guess(const Node& root) {
  constexpr std::array<Guess, 4> guesses{{{context::main, "the main level"},
                                          {context::http, "http { }"},
                                          {context::server, "server { }"},
                                          {context::location, "location { }"}}};
  std::array<std::size_t, guesses.size()> fits{};
  constexpr std::size_t looked_at_max = 1000;
  std::size_t looked_at = 0;
  for (const Node* node = root.first_child; node != nullptr; node = node->next) {
    if (node->words.empty() || node->word(0) == "include" || ++looked_at > looked_at_max) continue;
    for (const Directive& entry : find_directives(node->word(0)))
      if (entry.is_block() == (node->kind == NodeKind::block))
        for (std::size_t i = 0; i < guesses.size(); ++i)
          if ((entry.contexts & guesses[i].context) != 0) ++fits[i];
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < guesses.size(); ++i)
    if (fits[i] > fits[best]) best = i;
  return guesses[best];
}

bool is_whole(const Node& root) {
  constexpr std::array<std::string_view, 4> blocks{"http", "stream", "events", "mail"};
  for (const std::string_view block : blocks)
    if (has_child(root, block)) return true;
  return false;
}

}  // namespace

bool is_fragment(const Node& root) {
  return !is_whole(root) && best_guess(root).context != context::main;
}

Contexts context_of_file(Lowering& lowering, const Node& root) {
  if (is_whole(root)) return context::main;
  Guess guess = best_guess(root);
  if (guess.context == context::http && looks_like_stream(root))
    guess = {context::stream, "stream { }"};
  if (guess.context == context::main) return context::main;
  lowering.fragment = true;
  lowering.config().program.processes = 0;  // the main file says how many
  const Node* first = root.first_child;
  while (first != nullptr && first->words.empty()) first = first->next;
  if (first == nullptr) return guess.context;
  const std::string what = fmt::format(
      "this file has no http or stream block: it is read as a fragment, the inside of {}",
      guess.name);
  const std::string how =
      "name the main file (nginx.conf) for the whole answer, and run nginx -t on it";
  lowering.reading.diagnostics.note(lowering.place(*first, 0), Lowering::length(*first, 0), what,
                                    how);
  lowering.config().depends.push_back({what, how, {}});
  return guess.context;
}

}  // namespace ek::dialects::nginx
