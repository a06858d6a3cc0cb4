#include <fmt/format.h>

#include <algorithm>

#include "base/secret.h"
#include "base/text.h"
#include "report/dump.h"

namespace ek::report {
namespace {

std::string_view name_of(text::NodeKind kind) {
  switch (kind) {
    case text::NodeKind::file:
      return "file";
    case text::NodeKind::block:
      return "block";
    case text::NodeKind::statement:
      return "statement";
    case text::NodeKind::blank:
      return "blank";
    case text::NodeKind::broken:
      return "broken";
  }
  return "";
}

void dump_node(const text::Node& node, const text::Node* parent, std::size_t depth,
               const dialects::Reading& reading, Output& output) {
  std::string line = fmt::format("{:{}}{} {}", "", depth * 2, name_of(node.kind), node.line);
  if (node.kind == text::NodeKind::file)
    line += " " + base::printable(reading.sources[node.file].path());
  if (!node.active) line += " (switched off)";
  const std::size_t words = node.words.size();
  const std::size_t shown =
      reading.words_shown == nullptr ? words : std::min(words, reading.words_shown(node, parent));
  for (const text::Word& word : node.words.first(shown))
    line += fmt::format(" \"{}\"", base::printable(word.value));
  if (shown < words) line += fmt::format(" {}", base::not_shown);
  output.line(line);
  for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
    if (child->kind != text::NodeKind::blank) dump_node(*child, &node, depth + 1, reading, output);
}

}  // namespace

void dump_tree(const dialects::Reading& reading, Output& output) {
  for (const text::Node* file : reading.tree.files()) dump_node(*file, nullptr, 0, reading, output);
}

void dump_source(const dialects::Reading& reading, Output& output) {
  std::string source;
  for (const text::Node* file : reading.tree.files()) {
    source.clear();
    text::print(*file, reading.sources[file->file], source);
    output.write(source);
  }
}

}  // namespace ek::report
