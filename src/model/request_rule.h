// What happens to a request before a server is chosen for it: rules that change it, and rules by
// which the program answers it itself (HAProxy: http-request, tcp-request, redirect, stats, …).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/condition.h"
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
  Condition condition;
  // whole: this path and query alone (monitor-uri); beginning_if_shown: those that begin with it,
  // of the methods GET, HEAD and POST (stats uri).
  TargetMatch match = TargetMatch::any;
  std::string target;
  std::string words;  // "http-request set-path"
  Place at{};
};

// Rules that are found by what they do, so that a pool need not look at each rule of each listener.
struct RuleIndex {
  const RequestRule* answers = nullptr;  // the first that answers, or may
  // The first that changes each part; nullptr: none.
  const RequestRule *anything = nullptr, *everything = nullptr, *path = nullptr, *query = nullptr,
                    *method = nullptr, *source = nullptr, *authority = nullptr,
                    *queue_place = nullptr, *all_headers = nullptr, *some_header = nullptr;
  std::map<std::string, const RequestRule*, std::less<>> headers;

  void add(const RequestRule& rule);
  // One that changes a part of these; nullptr: none does.
  const RequestRule* changing(const RequestParts& parts) const;
};

// Rules that stand together, shared by all who have them.
class RuleList {
 public:
  explicit RuleList(std::vector<RequestRule> rules);
  RuleList(const RuleList&) = delete;
  RuleList& operator=(const RuleList&) = delete;

  const std::vector<RequestRule>& rules() const { return rules_; }
  // In mode tcp only those of connections and their content act.
  const RuleIndex& index(bool http) const { return http ? http_ : tcp_; }

 private:
  std::vector<RequestRule> rules_;
  RuleIndex http_, tcp_;
};

// The rules of a section: those of its defaults, then its own.
struct SectionRules {
  std::string section;  // "frontend www"
  bool http = true;
  // A proxy tells the client's address, after the rules of connections were asked.
  bool behind_proxy = false;
  // HTTP/2 may be spoken to its sockets, where targets come in absolute form.
  bool absolute_targets = false;
  std::shared_ptr<const RuleList> inherited, own;  // nullptr: none

  // In the order in which they are asked. Of a place for statistics and of a monitored address
  // there is one: the last said.
  std::vector<const RequestRule*> in_order() const;
  const RequestRule* answering() const;  // the first that answers, or may; nullptr: none
  const RequestRule* changing(const RequestParts& parts) const;
};

}  // namespace ek::model
