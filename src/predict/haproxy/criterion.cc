#include "predict/haproxy/criterion.h"

#include <algorithm>
#include <array>

#include "predict/keys/haproxy_fetch.h"

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
                             Fetch{"req.fhdr", KeySource::whole_header, true},
                             Fetch{"cook", KeySource::cookie, true},
                             Fetch{"req.cook", KeySource::cookie, true},
                             Fetch{"url_param", KeySource::query_parameter, true},
                             Fetch{"urlp", KeySource::query_parameter, true}};

// Those that the program knows by number: they are compared as such, with their exact case.
constexpr std::array<std::string_view, 8> known_methods{"OPTIONS", "GET",    "HEAD",  "POST",
                                                        "PUT",     "DELETE", "TRACE", "CONNECT"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
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

bool is_known_method(std::string_view method) {
  return std::ranges::find(known_methods, method) != known_methods.end();
}

}  // namespace

base::Result<Criterion> Criterion::read(std::span<const std::string> words) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> suffixes{
      {{"_beg", "beg"}, {"_end", "end"}, {"_sub", "sub"}}};
  if (words.empty()) return base::failure("empty");
  Criterion criterion;
  if (words[0] == "always_true" || words[0] == "always_false") {
    const bool found = words.size() == 3 && words[1] == "-m" && words[2] == "found";
    if (words.size() > 1 && !found) return base::failure("unknown");
    criterion.constant_ = found || words[0] == "always_true";  // there is a value: false
    return criterion;
  }
  // Those that have names of their own for it, as path_beg.
  static constexpr std::array<std::string_view, 4> with_suffix{"path", "hdr", "cook", "urlp"};
  std::string name = words[0];
  std::string_view match;
  const auto open = std::min(name.find('('), name.size());
  for (const auto& [suffix, meaning] : suffixes) {
    if (!std::string_view(name).substr(0, open).ends_with(suffix)) continue;
    const auto stem = std::string_view(name).substr(0, open - suffix.size());
    if (std::ranges::find(with_suffix, stem) == with_suffix.end()) continue;
    name.erase(open - suffix.size(), suffix.size());
    match = meaning;
    break;
  }
  const auto key = key_named(name);
  if (!key) return base::failure("unknown");
  criterion.key_ = *key;
  const KeySource source = key->parts[0].source;
  if (source == KeySource::client_address) criterion.match_ = Match::address;
  if (source == KeySource::method) criterion.match_ = Match::method;
  if (!match.empty()) criterion.read_match(match);
  EK_TRY_VOID(criterion.read_patterns(words.subspan(1)));
  return criterion;
}

bool Criterion::read_match(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Match>, 5> known{
      {{"str", Match::exact},
       {"beg", Match::beginning},
       {"end", Match::end},
       {"sub", Match::inside},
       {"found", Match::found}}};
  for (const auto& [name, match] : known) {
    if (name != word) continue;
    match_ = match;
    return true;
  }
  return false;
}

base::Result<void> Criterion::read_patterns(std::span<const std::string> words) {
  std::size_t at = 0;
  for (; at < words.size() && words[at].starts_with('-'); ++at) {
    if (words[at] == "--") {
      ++at;
      break;
    }
    if (words[at] == "-i")
      no_case_ = true;
    else if (words[at] == "-n")  // no name is looked up here anyway
      continue;
    else if (words[at] != "-m" || ++at == words.size() || !read_match(words[at]))
      return base::failure("unknown");
  }
  for (const std::string& word : words.subspan(at)) {
    patterns_.push_back(no_case_ ? lower(word) : word);
    if (match_ != Match::address) continue;
    const auto address = AddressPattern::read(word);
    if (!address) return base::failure("unknown");
    addresses_.push_back(*address);
  }
  return {};
}

bool Criterion::holds(const model::Request& request, SampleSpace& space) const {
  if (constant_) return *constant_;
  return any_value(key_.parts[0], key_, request, space,
                   [&](const Sample& sample) { return matches(sample, space); });
}

bool Criterion::matches(const Sample& sample, SampleSpace& space) const {
  if (match_ == Match::found) return true;
  if (match_ == Match::address)
    return std::ranges::any_of(
        addresses_, [&](const AddressPattern& pattern) { return pattern.matches(sample.bytes); });
  const std::string_view text = as_text(sample, space);
  if (match_ == Match::method && is_known_method(text))
    return std::ranges::find(patterns_, text) != patterns_.end();
  return no_case_ ? matches_text(lower(text)) : matches_text(text);
}

bool Criterion::matches_text(std::string_view text) const {
  return std::ranges::any_of(patterns_, [&](const std::string& pattern) {
    switch (match_) {
      case Match::beginning:
        return text.starts_with(pattern);
      case Match::end:
        return text.ends_with(pattern);
      case Match::inside:
        return text.find(pattern) != std::string_view::npos;
      default:
        return text == pattern;
    }
  });
}

}  // namespace ek::predict::haproxy
