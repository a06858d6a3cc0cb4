// What a section answers by itself, without a server: rules that end a request (manual 4.2:
// http-request, redirect, stats uri), and pages for errors (errorfile, errorloc, http-error).
#include <algorithm>
#include <array>

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {
namespace {

using model::OwnAnswers;

constexpr std::string_view unavailable = "503";  // what a request gets that finds no server

bool ends_the_request(std::string_view action) {
  static constexpr std::array<std::string_view, 7> ends{
      "return", "deny", "redirect", "tarpit", "reject", "silent-drop", "use-service"};
  return std::find(ends.begin(), ends.end(), action) != ends.end();
}

// A prefix of every path takes everything; without the line it is /haproxy?stats.
OwnAnswers of_statistics(const Line& line) {
  return line.word(1) == "uri" && line.word(2) == "/" ? OwnAnswers::all : OwnAnswers::some;
}

// errorfiles without a list of codes, or with 503 among them.
bool has_page(const Line& line) {
  const std::string_view word = line.word(0);
  if (word == "http-error") return line.rest(1).find(unavailable) != std::string::npos;
  if (word == "errorfiles") {
    if (line.size() == 2) return true;
    for (std::size_t i = 2; i < line.size(); ++i)
      if (line.word(i) == unavailable) return true;
    return false;
  }
  return line.word(1) == unavailable;
}

OwnAnswers answers_of(const Line& line, const model::Condition& condition) {
  const std::string_view word = line.word(0);
  if (word == "stats") return of_statistics(line);
  if (word == "redirect" || (word == "http-request" && ends_the_request(line.word(1))))
    return condition.always() ? OwnAnswers::all : OwnAnswers::some;
  if (word == "http-request") return OwnAnswers::none;
  return has_page(line) ? OwnAnswers::pages : OwnAnswers::none;
}

}  // namespace

void read_answer(const Line& line, Proxy& proxy) {
  const OwnAnswers answers = answers_of(line, proxy.condition);
  // Pages in defaults are everybody's, and no sign that a section is meant to answer with one.
  if (answers == OwnAnswers::pages && proxy.origin == Origin::inherited) return;
  Setting<OwnAnswers>& setting = proxy.settings.pool.answers;
  if (answers > setting.value) setting.set(answers, line.place(), proxy.origin);
}

void settle_answers(Proxy& proxy) {
  Setting<OwnAnswers>& setting = proxy.settings.pool.answers;
  if (setting.value != OwnAnswers::some) return;
  for (const model::RequestRule& rule : proxy.settings.request_rules.own)
    if (rule.effect == model::RuleEffect::answers && rule.condition.always() &&
        (rule.set == model::RuleSet::redirect ||
         (rule.set == model::RuleSet::request && rule.words != "http-request auth")))
      setting.set(OwnAnswers::all, rule.at, proxy.origin);
}

}  // namespace ek::dialects::haproxy
