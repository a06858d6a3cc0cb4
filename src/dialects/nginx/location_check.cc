#include "dialects/nginx/location_check.h"

#include <fmt/format.h>

#include "dialects/nginx/key.h"
#include "dialects/nginx/location.h"
#include "dialects/nginx/patterns.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/shown.h"

namespace ek::dialects::nginx {
namespace {

// The location around that one; nullptr: it stands in the server itself.
const Node* around(const Lowering& lowering, const Scope& scope) {
  const Node* opened = lowering.blocks[scope.block].opened;
  return opened != nullptr && opened->word(0) == "location" ? opened : nullptr;
}

bool well_written(Lowering& lowering, const Node& node) {
  if (node.words.size() < 3) return true;
  for (const std::string_view modifier : {"=", "^~", "~", "~*"})
    if (node.word(1) == modifier) return true;
  lowering.error(node, 1, fmt::format("invalid location modifier \"{}\"", shown(node.word(1))),
                 "write =, ^~, ~ or ~*, or none");
  return false;
}

void check_nesting(Lowering& lowering, const Node& node, const LocationName& name,
                   const Node& outer) {
  const LocationName parent = location_name(outer);
  if (parent.kind == LocationKind::exact || parent.kind == LocationKind::named)
    return lowering.error(
        node, 0,
        fmt::format("location \"{}\" cannot be inside the {} location \"{}\"", shown(name.uri),
                    parent.kind == LocationKind::exact ? "exact" : "named", shown(parent.uri)),
        "move it out of that block");
  if (name.kind == LocationKind::named)
    return lowering.error(
        node, 0,
        fmt::format("named location \"{}\" can be on the server level only", shown(name.uri)),
        "move it out of that block");
  if (name.kind != LocationKind::pattern && !name.uri.starts_with(parent.uri))
    lowering.error(node, 0,
                   fmt::format("location \"{}\" is outside location \"{}\"", shown(name.uri),
                               shown(parent.uri)),
                   "a location inside another one begins as that one does");
}

// Of "root" and "alias" a block takes one; the same one twice is said elsewhere.
void refuse_both(Lowering& lowering, const Node& first, const Node& node) {
  if (first.word(0) == node.word(0)) return;
  lowering.error(
      node, 0,
      fmt::format("\"{}\" directive is duplicate, \"{}\" directive was specified earlier",
                  node.word(0), first.word(0)),
      where_first(lowering, first, node));
}

}  // namespace

void check_folder(Lowering& lowering, const Node& node, const Scope& scope) {
  const Node* first = said_in_block(lowering, scope.block, "root or alias", node);
  if (first != nullptr) refuse_both(lowering, *first, node);
  for (const TemplatePart& part : split_template(node.word(1))) {
    const std::string name = part.variable ? lower_case(part.text) : "";
    if (name == "document_root" || name == "realpath_root")
      lowering.error(node, 1,
                     fmt::format("the ${} variable cannot be used in the \"{}\" directive", name,
                                 node.word(0)),
                     "write the folder's path");
  }
  const Node* outer = node.word(0) == "alias" ? around(lowering, scope) : nullptr;
  if (outer != nullptr && location_name(*outer).kind == LocationKind::named)
    lowering.error(node, 0, "the \"alias\" directive cannot be used inside the named location",
                   "write \"root\"");
}

void check_location(Lowering& lowering, const Node& node, const Scope& scope) {
  if (is_hidden(node.word(1)) || is_hidden(node.words.back().value)) return;
  if (!well_written(lowering, node)) return;
  const LocationName name = location_name(node);
  if (name.kind == LocationKind::pattern)
    check_pattern(lowering, node, node.words.size() - 1, name.uri);
  if (const Node* outer = around(lowering, scope)) check_nesting(lowering, node, name, *outer);
  // Named ones and patterns may be there twice; the first is taken.
  if (name.kind == LocationKind::pattern || name.kind == LocationKind::named) return;
  const char* kind = name.kind == LocationKind::exact ? "location = " : "location ";
  const Node* first = said_in_block(lowering, scope.block, kind + std::string(name.uri), node);
  if (first != nullptr)
    lowering.error(node, 0, fmt::format("duplicate location \"{}\"", shown(name.uri)),
                   where_first(lowering, *first, node));
}

}  // namespace ek::dialects::nginx
