#include "dialects/nginx/statement_words.h"

#include "base/secret.h"
#include "dialects/nginx/directive.h"
#include "dialects/nginx/secrets.h"
#include "dialects/nginx/shown.h"

namespace ek::dialects::nginx {

std::string StatementWords::name(std::span<text::Word> words, std::span<const text::Word> around) {
  if (hide_secrets(words, around, tree_)) hide_lines(words.front().begin, words.back().end);
  const std::string_view first = words.front().value;
  return find_directives(first).empty() && !base::may_show_name(first)
             ? std::string(base::not_shown)
             : shown(first);
}

std::span<const text::Word> StatementWords::keep(std::span<text::Word> words,
                                                 std::span<const text::Word> around) {
  // A value that was torn apart by a ";" or a quote: its rest is no directive.
  const bool unknown =
      !words.empty() && find_directives(words[0].value).empty() && !is_table(around);
  const bool torn =
      unknown && (after_secret_ || words[0].value.find('"') != std::string_view::npos);
  if (torn)
    for (text::Word& word : words) word.value = base::redacted;
  const bool secret = hide_secrets(words, around, tree_) || torn;
  after_secret_ = secret;
  if (secret) hide_lines(words.front().begin, words.back().end);
  return tree_.keep(words);
}

void StatementWords::hide_lines(std::uint32_t begin, std::uint32_t end) {
  const text::Source& source = sources_[file_];
  const std::uint32_t last = source.place(end, file_).line;
  for (std::uint32_t line = source.place(begin, file_).line; line <= last; ++line)
    sources_.hide_line(file_, line);
}

void StatementWords::hide_lines_if_secret(std::uint32_t begin, std::uint32_t end,
                                          std::string_view text) {
  if (speaks_of_secrets(text)) hide_lines(begin, end);
}

}  // namespace ek::dialects::nginx
