// The fenced blocks and headings of a Markdown page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ek::pages {

struct Block {
  std::string language;               // the first word after ```
  std::vector<std::string> words;     // the others: bad, good, error, version=3.2
  std::vector<std::string> expected;  // those in double quotes
  std::string text;
  std::size_t line = 0;  // of the opening ```
  bool has(std::string_view word) const;
  std::string option(std::string_view name) const;  // "version" -> "3.2"; "": not given
};

struct Markdown {
  std::vector<Block> blocks;
  std::vector<std::string> sections;  // texts of the ## headings
  std::string title;                  // text of the # heading
};

Markdown parse_markdown(std::string_view text);

}  // namespace ek::pages
