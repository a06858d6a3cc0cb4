#include "markdown.h"

#include <algorithm>

#include "base/text.h"

namespace ek::pages {
namespace {

void read_info(std::string_view info, Block& block) {
  while (!(info = base::trim(info)).empty()) {
    const bool quote = info.front() == '"';
    std::size_t end = quote ? info.find('"', 1) : info.find(' ');
    end = std::min(end, info.size());
    const std::string word(info.substr(quote ? 1 : 0, end - (quote ? 1 : 0)));
    if (quote)
      block.expected.push_back(word);
    else if (block.language.empty())
      block.language = word;
    else
      block.words.push_back(word);
    info.remove_prefix(std::min(info.size(), end + 1));
  }
}

}  // namespace

bool Block::has(std::string_view word) const {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Block::option(std::string_view name) const {
  for (const std::string& word : words)
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=')
      return word.substr(name.size() + 1);
  return {};
}

Markdown parse_markdown(std::string_view text) {
  Markdown page;
  bool inside = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with("```")) {
      inside = !inside;
      if (!inside) continue;
      page.blocks.emplace_back().line = number;
      read_info(line.substr(3), page.blocks.back());
    } else if (inside) {
      page.blocks.back().text.append(line).append("\n");
    } else if (line.starts_with("## ")) {
      page.sections.emplace_back(base::trim(line.substr(3)));
    } else if (line.starts_with("# ")) {
      page.title = base::trim(line.substr(2));
    }
  }
  return page;
}

}  // namespace ek::pages
