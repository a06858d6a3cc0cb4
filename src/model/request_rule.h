// What happens to a request before a server is chosen for it: rules that change it, and rules by
// which the program answers it itself (HAProxy: http-request, tcp-request, redirect, stats, …).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/place.h"

namespace ek::model {

using text::Place;

// Parts of a request: what a rule changes, or what a key or a condition looks at.
struct RequestParts {
  bool everything = false;
  bool path = false, query = false, method = false, source = false;
  bool authority = false;  // scheme and host of a target in absolute form
  bool queue_place = false;
  bool all_headers = false;
  std::vector<std::string> headers;  // in lower case; cookies are the header "cookie"

  void add_header(std::string_view name);
  bool http() const;  // is any of it there in HTTP only?
};

// The first part that is in both, in words ("the path"); "": none.
std::string common_part(const RequestParts& a, const RequestParts& b);

enum class RuleEffect : std::uint8_t {
  changes,    // `parts` of the request
  answers,    // the request gets no server
  lets_pass,  // no further rule of its set is looked at
  unknown,    // changes `parts`, answers, or neither: a program of its own, a cache
};

// The sets of rules that a section has, in the order in which they are asked.
enum class RuleSet : std::uint8_t {
  connection,  // HAProxy tcp-request connection
  session,
  content,
  monitor,   // monitor-uri
  request,   // http-request
  stats,     // the statistics
  redirect,  // redirect
  last,      // option forwardfor and its like
};

// Which targets a rule is for, beside its condition.
enum class TargetMatch : std::uint8_t { any, whole, beginning_if_shown };

struct RequestRule {
  RuleSet set = RuleSet::request;
  RuleEffect effect = RuleEffect::changes;
  RequestParts parts;
  std::string condition;  // "if …", as written; empty: always
  // whole: this path and query alone (monitor-uri); beginning_if_shown: those that begin with it,
  // of the methods GET, HEAD and POST (stats uri).
  TargetMatch match = TargetMatch::any;
  std::string target;
  std::string words;  // "http-request set-path"
  Place at{};
};
using RequestRules = std::vector<RequestRule>;

// The rules of a section: those of its defaults, then its own.
struct SectionRules {
  std::string section;  // "frontend www"
  bool http = true;     // else only those of connections and their content act
  // A proxy tells the client's address, after the rules of connections were asked.
  bool behind_proxy = false;
  std::shared_ptr<const RequestRules> inherited, own;

  // In the order in which they are asked.
  std::vector<const RequestRule*> in_order() const;
  bool any() const;
};

}  // namespace ek::model
