#include "dialects/nginx/possibilities.h"

#include "dialects/nginx/key.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/target.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

std::string both(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return a + ", " + b;
}

// Two keys may be one, and their parts then no product.
std::optional<double> both(std::optional<double> a, std::optional<double> b) {
  return a == 1 ? b : std::nullopt;
}

// Is the place where requests go complete, whatever follows? A path or a query then stands behind
// the host; that of a Unix socket is its place.
bool place_ends(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  return !is_unix(text) && text.find_first_of("/?") != std::string_view::npos;
}

// Variables of the program whose values begin with a "/".
bool begins_a_path(std::string_view name) {
  return name == "request_uri" || name == "uri" || name == "document_uri";
}

struct Expander {
  Lowering& lowering;
  std::size_t listener;
  Possibilities out;

  // Appends each way to write `parts[from…]` behind `so_far`.
  void expand(const std::vector<TemplatePart>& parts, std::size_t from, Possibility so_far,
              int depth);
  void expand_variable(const std::vector<TemplatePart>& parts, std::size_t from, Possibility so_far,
                       int depth);
  void finish(Possibility possibility);
};

// A place out of which a secret was taken may be any.
void Expander::finish(Possibility possibility) {
  if (!is_hidden(parse_target(possibility.text).place) && out.list.size() < possibilities_max)
    out.list.push_back(std::move(possibility));
  else
    out.known = false;
}

void Expander::expand(const std::vector<TemplatePart>& parts, std::size_t from, Possibility so_far,
                      int depth) {
  while (from < parts.size() && !parts[from].variable) so_far.text += parts[from++].text;
  if (from == parts.size() || place_ends(so_far.text)) return finish(std::move(so_far));
  expand_variable(parts, from, std::move(so_far), depth);
}

void Expander::expand_variable(const std::vector<TemplatePart>& parts, std::size_t from,
                               Possibility so_far, int depth) {
  const std::string name = lower_case(parts[from].text);
  const auto found = lowering.variables.find(name);
  if (found == lowering.variables.end() || depth >= variable_depth_max) {
    if (begins_a_path(name)) return so_far.text += '/', finish(std::move(so_far));
    out.known = false;
    return;
  }
  if (found->second.has_others) out.known = false;
  for (const VariableValue& value : found->second.values) {
    if (value.listener != 0 && listener != 0 && value.listener != listener) continue;
    if (out.list.size() >= possibilities_max || lowering.values_left == 0) {
      out.known = false;
      return;
    }
    --lowering.values_left;
    std::vector<TemplatePart> rest = split_template(value.value);
    rest.insert(rest.end(), parts.begin() + static_cast<std::ptrdiff_t>(from) + 1, parts.end());
    expand(rest, 0,
           {so_far.text, both(so_far.condition, value.condition), both(so_far.share, value.share),
            &value},
           depth + 1);
  }
}

}  // namespace

Possibilities possibilities(Lowering& lowering, std::string_view written, std::size_t listener) {
  Expander expander{lowering, listener, {}};
  expander.expand(split_template(written), 0, {}, 0);
  return std::move(expander.out);
}

}  // namespace ek::dialects::nginx
