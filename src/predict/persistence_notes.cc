// What persistence makes of the shares: whom it holds on the server of the first visit, and whom it
// only seems to hold.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "predict/forecast.h"
#include "predict/rests_on.h"

namespace ek::predict {
namespace {

using model::Pool, model::StickUse;

struct CookieUse {
  std::vector<std::string_view> without;  // servers that no cookie means
  // By value: the servers that share it, in the order of the file.
  std::map<std::string_view, std::vector<std::string_view>> by_value;
};

CookieUse use_of(const Pool& pool) {
  CookieUse use;
  for (const model::Server& server : pool.servers) {
    if (server.cookie.value.empty())
      use.without.push_back(server.name);
    else
      use.by_value[server.cookie.value].push_back(server.name);
  }
  return use;
}

void note_twins(const CookieUse& use, std::vector<std::string>& notes) {
  for (const auto& [value, names] : use.by_value) {
    if (names.size() < 2) continue;
    notes.push_back("Cookie value " + base::printable(value) + " belongs to " +
                    listed_names(names) + ": who comes back with it goes to the first of them, " +
                    base::printable(names.front()) + ", whichever it was before.");
    return;  // one is enough to send somebody to look
  }
}

// True: the cookie holds somebody.
bool note_cookie(const Pool& pool, std::vector<std::string>& notes) {
  if (!pool.persistence.cookie.stated()) return false;
  if (pool.persistence.cookie.value.dynamic) return true;
  const CookieUse use = use_of(pool);
  if (use.by_value.empty()) {
    notes.push_back(
        "The persistence cookie holds nobody: no server line gives its value (cookie).");
    return false;
  }
  if (!use.without.empty())
    notes.push_back("The persistence cookie does not hold the clients of " +
                    listed_names(use.without) + ": no value is given there (cookie).");
  note_twins(use, notes);
  return true;
}

bool has(const Pool& pool, std::initializer_list<StickUse> uses) {
  return std::ranges::any_of(pool.persistence.stick_rules, [&](const model::StickRule& rule) {
    return std::ranges::find(uses, rule.use) != uses.end();
  });
}

// True: the stick table holds somebody.
bool note_table(const Pool& pool, std::vector<std::string>& notes) {
  if (pool.persistence.stick_rules.empty()) return false;
  if (has(pool, {StickUse::on, StickUse::match})) return true;
  notes.push_back(
      "The stick table is filled and never asked (no stick on or stick match): it holds nobody.");
  return false;
}

void note_preference(const Pool& pool, Grade& grade) {
  if (!follows_connections(pool)) return;
  rest_on(grade, one_request_each);
  grade.notes.push_back(
      "With option prefer-last-server a client that keeps its connection stays with the server of "
      "its first request: the shares are those of connections, not of requests.");
}

}  // namespace

void note_persistence(const Pool& pool, Grade& grade) {
  const bool by_cookie = note_cookie(pool, grade.notes);
  if (note_table(pool, grade.notes) || by_cookie) {
    rest_on(grade, "first visits");
    grade.notes.push_back(
        "The shares are those of first visits; who is held comes back to the server of the first.");
  }
  note_preference(pool, grade);
  if (pool.persistence.use_servers.empty()) return;
  rest_on(grade, "requests that no use-server rule takes");
  grade.notes.push_back(
      "use-server sends some requests to a server of their own; they are not in the shares, and "
      "how many they are the files do not say.");
}

}  // namespace ek::predict
