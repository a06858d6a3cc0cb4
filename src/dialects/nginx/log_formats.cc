#include "dialects/nginx/log_formats.h"

#include <fmt/format.h>

#include <algorithm>

#include "dialects/nginx/seen.h"
#include "dialects/nginx/shown.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::string_view own_format = "combined";  // of http

bool may_be_defined(const Lowering& lowering, model::Layer layer, std::string_view written) {
  const std::string name = lower_case(written);
  if (layer == model::Layer::http && name == own_format) return true;
  if (!is_complete(lowering) || is_hidden(name) || lowering.log_formats.contains({layer, name}))
    return true;
  return std::ranges::any_of(lowering.log_formats,
                             [](const auto& known) { return is_hidden(known.first.second); });
}

// "buffer=SIZE", "gzip", "gzip=LEVEL", "flush=TIME" and "if=CONDITION" behind the format.
void check_parameter(Lowering& lowering, const Node& node, std::size_t word) {
  const std::string_view value = node.word(word);
  const auto invalid = [&](const char* what, const char* help) {
    lowering.error(node, word, fmt::format("invalid {} \"{}\"", what, shown(value)), help);
  };
  if (value.starts_with("buffer=")) {
    if (parse_size(value.substr(7)).value_or(0) == 0)
      invalid("buffer size", "write it as buffer=32k");
  } else if (value.starts_with("flush=")) {
    if (parse_time(value.substr(6)).value_or(base::Duration{}) == base::Duration{})
      invalid("flush time", "write it as flush=5m");
  } else if (value != "gzip" && !value.starts_with("gzip=") && !value.starts_with("if=")) {
    invalid("parameter", "behind the format it takes buffer=, gzip, flush= and if=");
  }
}

}  // namespace

void note_log_format(Lowering& lowering, const Node& node, const Scope& scope) {
  const std::string_view escaping = node.word(2);
  if (escaping.starts_with("escape=") && escaping != "escape=default" &&
      escaping != "escape=json" && escaping != "escape=none")
    lowering.error(node, 2, fmt::format("unknown log format escaping \"{}\"", shown(escaping)),
                   "it is default, json or none");
  const model::Layer layer = layer_of(scope);
  const bool own = layer == model::Layer::http && node.word(1) == own_format;
  auto& same = lowering.log_formats[{layer, lower_case(node.word(1))}];
  const bool first = same.emplace(node.word(1)).second;
  if (first && !own) return;
  if (lowering.document.mains.size() > 1) return;  // they may belong to several programs
  lowering.error(node, 1, fmt::format("duplicate \"log_format\" name \"{}\"", shown(node.word(1))),
                 own ? "the program defines this one itself: choose another name"
                     : "one name has one format: keep one of them");
}

void check_access_log(Lowering& lowering, const Node& node, const Scope& scope) {
  const std::size_t words = node.words.size();
  if (node.word(1) == "off") {
    if (words > 2)
      lowering.error(node, 2, fmt::format("invalid parameter \"{}\"", shown(node.word(2))),
                     "nothing follows \"off\"");
    return;
  }
  const model::Layer layer = layer_of(scope);
  if (words == 2 && layer == model::Layer::tcp)
    return lowering.error(node, 0, "log format is not specified",
                          "write access_log PATH FORMAT; stream has no format of its own");
  if (words > 2 && !may_be_defined(lowering, layer, node.word(2)))
    lowering.error(node, 2, fmt::format("unknown log format \"{}\"", shown(node.word(2))),
                   "a \"log_format\" line above must define it");
  bool buffered = false;
  std::size_t flush = 0;
  for (std::size_t word = 3; word < words; ++word) {
    check_parameter(lowering, node, word);
    if (node.word(word).starts_with("flush=")) flush = word;
    buffered |= node.word(word).starts_with("buffer=") || node.word(word).starts_with("gzip");
  }
  if (flush != 0 && !buffered)
    lowering.error(node, flush, "no buffer is defined for this access_log",
                   "write buffer=SIZE beside flush=");
}

}  // namespace ek::dialects::nginx
