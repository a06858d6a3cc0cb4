#include "predict/haproxy/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/secret.h"

namespace ek::predict::haproxy {
namespace {

// Words at blanks; backslashes protect. Braces stand alone, as the language asks for.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool any = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      word += text[++i];
      any = true;
    } else if (text[i] == ' ' || text[i] == '\t') {
      if (any) words.push_back(std::move(word));
      word.clear();
      any = false;
    } else {
      word += text[i];
      any = true;
    }
  }
  if (any) words.push_back(std::move(word));
  return words;
}

}  // namespace

base::Result<Condition> Condition::read(std::string_view text) {
  Condition condition;
  const auto words = words_of(text);
  if (words.empty()) return condition;
  if (text.find(base::redacted) != std::string_view::npos)
    return base::failure("a condition compares with a secret, which is not kept");
  const auto unknown = [&] {
    return base::failure(
        fmt::format("the condition \"{}\" is not one that is evaluated here", text));
  };
  if (words[0] != "if" && words[0] != "unless") return unknown();
  condition.negated_ = words[0] == "unless";
  All all;
  bool negated = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "or" || word == "||") {
      if (all.empty()) return unknown();
      condition.any_of_.push_back(std::move(all));
      all.clear();
    } else if (word == "!" || word == "!{" || word == "{") {
      negated = negated != (word[0] == '!');
      if (word == "!") continue;
      const auto close =
          std::find(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(), "}");
      if (close == words.end()) return unknown();
      const auto end = static_cast<std::size_t>(close - words.begin());
      auto criterion = Criterion::read(std::span(words).subspan(i + 1, end - i - 1));
      if (!criterion) return unknown();
      all.push_back({std::move(*criterion), std::exchange(negated, false)});
      i = end;
    } else {
      const bool turned = word.size() > 1 && word[0] == '!';
      auto criterion = Criterion::predefined(turned ? word.substr(1) : word);
      if (!criterion) return unknown();  // a named ACL: its definition is not at hand
      all.push_back({std::move(*criterion), std::exchange(negated, false) != turned});
    }
  }
  if (all.empty()) return unknown();
  condition.any_of_.push_back(std::move(all));
  return condition;
}

bool Condition::holds(const model::Request& request, SampleSpace& space) const {
  if (any_of_.empty()) return true;
  const bool found = std::any_of(any_of_.begin(), any_of_.end(), [&](const All& all) {
    return std::all_of(all.begin(), all.end(), [&](const Term& term) {
      return term.criterion.holds(request, space) != term.negated;
    });
  });
  return found != negated_;
}

}  // namespace ek::predict::haproxy
