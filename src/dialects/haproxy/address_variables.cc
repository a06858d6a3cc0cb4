#include "dialects/haproxy/address_variables.h"

#include <algorithm>
#include <string>

#include "dialects/haproxy/secret_words.h"

namespace ek::dialects::haproxy {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Which word of a line of that keyword is an address; 0: none.
std::size_t address_word(std::string_view keyword) {
  if (keyword == "server-template") return 3;
  if (keyword == "server" || keyword == "peer" || keyword == "mailer" || keyword == "nameserver")
    return 2;
  return keyword == "bind" || keyword == "dispatch" || keyword == "source" || keyword == "log" ? 1
                                                                                               : 0;
}

class Filler {
 public:
  Filler(const Environment& environment, const text::Word& word, LexedLine& line)
      : environment_(environment), word_(word), line_(line) {}

  std::string run() {
    const std::string_view text = word_.value;
    std::string filled;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t dollar = std::min(text.find('$', at), text.size());
      filled += text.substr(at, dollar - at);
      at = dollar < text.size() ? variable(dollar + 1, filled) : dollar;
    }
    return filled;
  }

 private:
  // Reads the variable whose name begins at `at`; gives the offset behind it.
  std::size_t variable(std::size_t at, std::string& filled) {
    const std::string_view text = word_.value;
    const bool brace = at < text.size() && text[at] == '{';
    const std::size_t begin = brace ? at + 1 : at;
    std::size_t end = begin;
    while (end < text.size() && is_name(text[end])) ++end;
    const std::string_view name = text.substr(begin, end - begin);
    if (brace && end < text.size() && text[end] == '}') ++end;
    const auto value = environment_.get(name, {});
    if (value) filled += *value;
    remember(name, begin, end, !value && !name.empty());
    return end;
  }

  // A word that was copied has lost its offsets within the line: its own begin has to do.
  void remember(std::string_view name, std::size_t begin, std::size_t end, bool missing) {
    if (!missing && !names_secret(name)) return;
    const bool as_written = word_.end - word_.begin == word_.value.size();
    const std::size_t from = as_written ? word_.begin : 0;
    line_.variables.push_back({name, as_written ? from + begin : word_.begin,
                               as_written ? from + end : word_.end, missing, names_secret(name)});
  }

  const Environment& environment_;
  const text::Word word_;
  LexedLine& line_;
};

}  // namespace

void fill_in_addresses(const Environment& environment, std::size_t expansion_left, text::Tree& tree,
                       LexedLine& line) {
  if (line.words.empty() || line.error != LexError::none) return;
  const std::size_t index = address_word(line.words[0].value);
  if (index == 0 || index >= line.words.size()) return;
  text::Word& word = line.words[index];
  if (word.value.find('$') == std::string_view::npos) return;
  const std::string filled = Filler(environment, word, line).run();
  line.expanded_bytes += filled.size();
  if (line.expanded_bytes > expansion_left) {
    line.error = LexError::too_large;
    line.error_at = word.begin;
    return;
  }
  word.value = tree.keep(std::string_view(filled));
  std::ranges::sort(line.variables, {}, &VariableUse::begin);
}

}  // namespace ek::dialects::haproxy
