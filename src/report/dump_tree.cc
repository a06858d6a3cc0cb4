#include <fmt/format.h>

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

void dump_node(const text::Node& node, std::size_t depth, const text::Sources& sources,
               Output& output) {
  std::string line = fmt::format("{:{}}{} {}", "", depth * 2, name_of(node.kind), node.line);
  if (node.kind == text::NodeKind::file) line += " " + base::printable(sources[node.file].path());
  if (!node.active) line += " (switched off)";
  for (const text::Word& word : node.words)
    line += fmt::format(" \"{}\"", base::printable(word.value));
  output.line(line);
  for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
    if (child->kind != text::NodeKind::blank) dump_node(*child, depth + 1, sources, output);
}

}  // namespace

void dump_tree(const dialects::Reading& reading, Output& output) {
  for (const text::Node* file : reading.tree.files()) dump_node(*file, 0, reading.sources, output);
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
