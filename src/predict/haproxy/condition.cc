#include "predict/haproxy/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/secret.h"
namespace ek::predict::haproxy {
namespace {

using model::KeySource;

struct Fetch {
  std::string_view name;
  KeySource source;
  bool named;
};
constexpr std::array fetches{Fetch{"path", KeySource::path, false},
                             Fetch{"query", KeySource::query, false},
                             Fetch{"method", KeySource::method, false},
                             Fetch{"src", KeySource::client_address, false},
                             Fetch{"hdr", KeySource::header, true},
                             Fetch{"req.hdr", KeySource::header, true},
                             Fetch{"cook", KeySource::cookie, true},
                             Fetch{"req.cook", KeySource::cookie, true},
                             Fetch{"url_param", KeySource::query_parameter, true},
                             Fetch{"urlp", KeySource::query_parameter, true}};

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

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

bool in_network(std::string_view address, std::string_view pattern) {
  const auto slash = pattern.find('/');
  std::string space;
  const std::string_view network = address_bytes(pattern.substr(0, slash), space);
  if (network.size() != address.size() || network.empty()) return false;
  std::size_t bits = network.size() * 8;
  if (slash != std::string_view::npos)
    std::from_chars(pattern.data() + slash + 1, pattern.data() + pattern.size(), bits);
  for (std::size_t bit = 0; bit < bits && bit < network.size() * 8; ++bit) {
    const auto difference = static_cast<unsigned char>(network[bit / 8] ^ address[bit / 8]);
    if ((difference >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

std::optional<model::Key> key_named(std::string_view word) {
  const auto open = word.find('(');
  const std::string_view name = word.substr(0, open);
  std::string_view argument;
  if (open != std::string_view::npos) {
    if (!word.ends_with(')')) return std::nullopt;
    argument = word.substr(open + 1, word.size() - open - 2);
    if (argument.find_first_of(",()") != std::string_view::npos) return std::nullopt;
  }
  for (const Fetch& fetch : fetches) {
    if (fetch.name != name || fetch.named == argument.empty()) continue;
    model::Key key;
    key.parts = {{fetch.source, std::string(argument), {}}};
    key.written = word;
    return key;
  }
  return std::nullopt;
}

}  // namespace

base::Result<Condition> Condition::read(std::string_view text, model::Version version) {
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
      auto criterion =
          read_criterion({words.begin() + static_cast<std::ptrdiff_t>(i) + 1, close}, version);
      if (!criterion) return unknown();
      criterion->negated = std::exchange(negated, false);
      all.push_back(std::move(*criterion));
      i = static_cast<std::size_t>(close - words.begin());
    } else {
      return unknown();  // a named ACL: its definition is not at hand
    }
  }
  if (all.empty()) return unknown();
  condition.any_of_.push_back(std::move(all));
  return condition;
}

base::Result<Condition::Criterion> Condition::read_criterion(const std::vector<std::string>& words,
                                                             model::Version version) {
  static constexpr std::array<std::pair<std::string_view, Match>, 3> suffixes{
      {{"_beg", Match::beginning}, {"_end", Match::end}, {"_sub", Match::inside}}};
  if (words.empty()) return base::failure("empty");
  std::string name = words[0];
  Match match = Match::exact;
  const auto open = std::min(name.find('('), name.size());
  for (const auto& [suffix, meaning] : suffixes) {
    if (!std::string_view(name).substr(0, open).ends_with(suffix)) continue;
    name.erase(open - suffix.size(), suffix.size());
    match = meaning;
    break;
  }
  const auto key = key_named(name);
  if (!key) return base::failure("unknown");
  if (key->parts[0].source == KeySource::client_address) match = Match::network;
  Criterion criterion{KeyReader(*key, "hash", version), match, false, false, {}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "-i" && criterion.patterns.empty()) {
      criterion.no_case = true;
    } else if (words[i] == "-m" && criterion.patterns.empty() && i + 1 < words.size()) {
      const std::string& method = words[++i];
      if (method == "str")
        criterion.match = Match::exact;
      else if (method == "beg")
        criterion.match = Match::beginning;
      else if (method == "end")
        criterion.match = Match::end;
      else if (method == "sub")
        criterion.match = Match::inside;
      else if (method == "found")
        criterion.match = Match::found;
      else
        return base::failure("unknown");
    } else if (words[i].starts_with('-') && criterion.patterns.empty() && words[i] != "--") {
      return base::failure("unknown");
    } else if (words[i] != "--") {
      criterion.patterns.push_back(criterion.no_case ? lower(words[i]) : words[i]);
    }
  }
  return criterion;
}

bool Condition::matches(const Criterion& criterion, const model::Request& request,
                        SampleSpace& space) {
  Sample sample;
  if (!criterion.value.sample(request, sample, space)) return false;
  if (criterion.match == Match::found) return true;
  if (criterion.match == Match::network)
    return std::any_of(criterion.patterns.begin(), criterion.patterns.end(),
                       [&](const std::string& p) { return in_network(sample.bytes, p); });
  const std::string text = criterion.no_case ? lower(sample.bytes) : std::string(sample.bytes);
  return std::any_of(criterion.patterns.begin(), criterion.patterns.end(),
                     [&](const std::string& pattern) {
                       switch (criterion.match) {
                         case Match::beginning:
                           return text.starts_with(pattern);
                         case Match::end:
                           return text.ends_with(pattern);
                         case Match::inside:
                           return text.find(pattern) != std::string::npos;
                         default:
                           return text == pattern;
                       }
                     });
}

bool Condition::holds(const model::Request& request, SampleSpace& space) const {
  if (any_of_.empty()) return true;
  const bool found = std::any_of(any_of_.begin(), any_of_.end(), [&](const All& all) {
    return std::all_of(all.begin(), all.end(), [&](const Criterion& criterion) {
      return matches(criterion, request, space) != criterion.negated;
    });
  });
  return found != negated_;
}

}  // namespace ek::predict::haproxy
