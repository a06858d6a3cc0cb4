#include "report/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "report/json.h"

namespace ek::report {
namespace {

// What the words behind "```haproxy" tell a reader: "bad error version=3.0 …", "good", "policy".
std::string label_of(std::string_view fence) {
  const std::string_view words = fence.substr(0, fence.find('"'));
  const auto has = [&](std::string_view word) { return words.find(word) != std::string::npos; };
  const auto version = words.find(" version=");
  std::string of;
  if (version != std::string_view::npos) {
    const std::string_view rest = words.substr(version + std::string_view(" version=").size());
    of = fmt::format(" (version {})", rest.substr(0, rest.find(' ')));
  }
  if (has(" bad")) return "Reported" + of + ":";
  if (has(" good")) return "Not reported" + of + ":";
  return has(" policy") ? "with this evenkeel.toml:" : "";
}

// "```haproxy bad error …" -> "```haproxy": the rest is for the test that runs the block.
void write_line(std::string_view line, Output& output) {
  if (!line.starts_with("```")) return output.line(line);
  if (const std::string label = label_of(line); !label.empty()) output.line(label);
  output.line(line.substr(0, line.find(' ')));
}

// A page's blocks are its tests as well: more than a reader wants. Those of a section beyond the
// first few are left out, with the words between them.
constexpr std::size_t blocks_shown = 8;

class Shortened {
 public:
  // False: the line is left out.
  bool keeps(std::string_view line, Output& output) {
    if (line.starts_with("## ")) end_section(output);
    const bool fence = line.starts_with("```");
    const bool opens = fence && !inside_;
    if (opens && line.find(" policy") == std::string_view::npos) ++blocks_;
    if (fence) inside_ = !inside_;
    return blocks_ <= blocks_shown;
  }
  void end_section(Output& output) {
    if (blocks_ > blocks_shown)
      output.line(fmt::format("{} more examples: --format json has the whole page.\n",
                              blocks_ - blocks_shown));
    blocks_ = 0;
  }

 private:
  std::size_t blocks_ = 0;
  bool inside_ = false;
};

// The page with "What to do" before the examples, which are long.
std::string for_terminal(std::string_view page) {
  const std::size_t what = page.find("\n## What to do"), example = page.find("\n## Example");
  if (what == std::string_view::npos || example >= what) return std::string(page);
  const std::size_t end = std::min(page.find("\n## ", what + 1), page.size());
  std::string ordered(page.substr(0, example));
  ordered += page.substr(what, end - what);
  ordered += page.substr(example, what - example);
  return ordered += page.substr(end);
}

}  // namespace

void explain_json(const Rules& rules, bool pages, Output& output) {
  Json json(output);
  json.object().field("schema", "evenkeel.explain/1").key("rules").array();
  for (const lint::Rule* rule : rules) {
    json.object().field("name", rule->name).field("summary", rule->summary);
    if (pages) json.field("page", lint::page(rule->name));
    json.end_object();
  }
  json.end_array().end_object();
}

void rules_text(const Rules& rules, Output& output) {
  for (const lint::Rule* rule : rules)
    output.line(fmt::format("{:24} {}", rule->name, rule->summary));
}

void explain_text(std::string_view page, Output& output) {
  const std::string ordered = for_terminal(page);
  Shortened shortened;
  for (std::string_view rest = ordered; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (shortened.keeps(rest.substr(0, end), output)) write_line(rest.substr(0, end), output);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  shortened.end_section(output);
}

}  // namespace ek::report
