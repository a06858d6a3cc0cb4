#include "dialects/nginx/hidden_word.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/secret.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

using text::Word;

// "…?token=VALUE", "password=VALUE" within a word, wherever it stands.
constexpr std::array<std::string_view, 16> assignments{
    "password=", "passwd=", "token=", "secret=", "api_key=",  "apikey=", "api-key=", "pwd=",
    "pass=",     "sig=",    "key=",   "token:",  "password:", "passwd:", "secret:",  "pw="};

// "Basic dXNlcg==", as a header's value or what it is compared with.
constexpr std::array<std::string_view, 6> schemes{"basic ",  "bearer ",  "digest ",
                                                  "basic\t", "bearer\t", "digest\t"};

// "$http_authorization" tells nothing; "Bearer $token" does not either, but costs nothing to hide.
bool only_variables(std::string_view value) {
  const auto parts = split_template(value);
  return std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.variable; });
}

// What stands in the place of a text. The names in "(?<name>…)" of a pattern stay: other lines use
// them.
std::string_view redaction(std::string_view text, text::Tree& tree) {
  std::string out(base::redacted);
  for (const std::string_view name : capture_names(text)) out.append("(?<").append(name) += ">)";
  return out.size() == base::redacted.size() ? base::redacted : tree.keep(out);
}

bool hide_credentials(Word& word, text::Tree& tree) {
  const std::size_t begin = host_begin(word.value);
  return begin != 0 && hide_user(word, begin, tree);
}

// Behind the next "token=" and the like, from `from` on, where more than variables follows:
// "token=$arg_token&user=$arg_user" says nothing.
std::size_t assigned(std::string_view text, std::size_t from = 0) {
  const std::size_t mark = find_any(text.substr(from), assignments);
  if (mark == std::string_view::npos) return mark;
  const std::size_t value = from + mark;
  const auto parts = split_template(text.substr(value));
  const auto literal = std::ranges::find(parts, false, &TemplatePart::variable);
  const bool ends = literal != parts.begin() && literal != parts.end() &&
                    std::string_view("&;").find(literal->text[0]) != std::string_view::npos;
  if (!ends) return value;
  return assigned(text, static_cast<std::size_t>(literal->text.data() - text.data()));
}

}  // namespace

std::size_t find_any(std::string_view text, std::span<const std::string_view> list) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::size_t first = std::string_view::npos;
  for (const std::string_view mark : list) {
    const std::size_t at = lowered.find(mark);
    if (at != std::string::npos) first = std::min(first, at + mark.size());
  }
  return first;
}

bool hide(Word& word, text::Tree& tree) {
  if (only_variables(word.value)) return false;
  word.value = redaction(word.value, tree);
  return true;
}

bool hide_after(Word& word, std::size_t kept, text::Tree& tree) {
  if (kept >= word.value.size() || only_variables(word.value.substr(kept))) return false;
  word.value = tree.keep(std::string(word.value.substr(0, kept)) +
                         std::string(redaction(word.value.substr(kept), tree)));
  return true;
}

bool hide_from(std::span<Word> words, std::size_t first, text::Tree& tree) {
  bool hidden = false;
  for (std::size_t i = first; i < words.size(); ++i) hidden |= hide(words[i], tree);
  return hidden;
}

std::size_t host_begin(std::string_view url) {
  const auto scheme = is_unix(url) ? std::string_view::npos : url.find("://");
  return scheme == std::string_view::npos ? 0 : scheme + 3;
}

bool hide_user(Word& word, std::size_t begin, text::Tree& tree) {
  const std::string_view rest = word.value.substr(begin);
  if (is_unix(rest)) return false;
  const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
  auto at = host.rfind('@');
  // "user:wo/rd@host": what stands behind the colon is no port.
  if (at == std::string_view::npos && host.find_first_of("[$") == std::string_view::npos &&
      host.find(':') != std::string_view::npos &&
      host.find_first_not_of("0123456789", host.find(':') + 1) != std::string_view::npos)
    at = rest.rfind('@');
  if (at == std::string_view::npos || only_variables(rest.substr(0, at))) return false;
  word.value = tree.keep(std::string(word.value.substr(0, begin)) + std::string(base::redacted) +
                         std::string(rest.substr(at)));
  return true;
}

bool hide_in_address(Word& word, text::Tree& tree) {
  const auto at = word.value.find('@');
  if (at == std::string_view::npos || is_unix(word.value)) return false;
  word.value = tree.keep(std::string(base::redacted) + std::string(word.value.substr(at)));
  return true;
}

bool hide_within(Word& word, text::Tree& tree) {
  constexpr std::size_t shortest = 5;
  if (word.value.size() < shortest) return false;
  bool hidden = hide_credentials(word, tree);
  if (word.value.starts_with("data:")) hidden |= hide_after(word, 5, tree);
  if (word.value.find_first_of(" \t") != std::string_view::npos) {
    const std::size_t kept = find_any(word.value, schemes);
    if (kept != std::string_view::npos) hidden |= hide_after(word, kept, tree);
  }
  if (word.value.find_first_of("=:") != std::string_view::npos) {
    const std::size_t kept = assigned(word.value);
    if (kept != std::string_view::npos) hidden |= hide_after(word, kept, tree);
  }
  return hidden;
}

bool announces_secret(std::string_view text) {
  return find_any(text, assignments) != std::string_view::npos ||
         find_any(text, schemes) != std::string_view::npos;
}

}  // namespace ek::dialects::nginx
