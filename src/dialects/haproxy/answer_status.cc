#include "dialects/haproxy/answer_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "dialects/haproxy/action_words.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// Those that the program has a page for, in any of the versions (asked of haproxy -c 2.4 to 3.4).
constexpr std::array with_page{200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414,
                               421, 422, 425, 429, 431, 500, 501, 502, 503, 504};

// The number that a word begins with, as the program takes it.
int leading_number(std::string_view word) {
  word.remove_prefix(word.starts_with('+') ? 1 : 0);
  int number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

// Nothing of its own behind word `i`, so that the answer is a page of the program.
bool is_bare(const Line& line, std::size_t i) {
  return i >= line.size() || line.is(i, "if") || line.is(i, "unless") ||
         line.is(i, "default-errorfiles");
}

// `page`: whether one is needed; `status` in the place of deny_status needs none.
void check(const Line& line, std::size_t i, bool page, const Scope& scope) {
  const int status = leading_number(line.word(i));
  const auto refuse = [&](std::string_view why, std::string_view hint) {
    scope.diagnostics().error(line.place(i), line.length(i),
                              fmt::format("\"{}\" {}", shown(line.word(i)), why),
                              std::string(hint));
  };
  if (status < 200 || status > 599)
    return refuse("is not a status to answer with", "HAProxy takes 200 to 599");
  if (page && is_bare(line, i + 1) && std::ranges::find(with_page, status) == with_page.end())
    refuse(
        "is a status that HAProxy has no page for",
        "add one, for example content-type text/plain string \"…\"; without one it takes 403, 404, "
        "429, 503 and its like");
}

}  // namespace

void check_answer_status(const Line& line, const Scope& scope) {
  const auto at = action_at(line);
  if (!at || line.has_variable(*at + 2)) return;
  const std::string_view action = line.word(*at), parameter = line.word(*at + 1);
  const bool page = parameter == "deny_status" && (action == "deny" || action == "tarpit");
  if (page ||
      (parameter == "status" && (action == "return" || action == "deny" || action == "tarpit")))
    check(line, *at + 2, page, scope);
}

}  // namespace ek::dialects::haproxy
