#include "app/dialect_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/files.h"
#include "base/text.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;
using dialects::Dialect;

struct Guess {
  const Dialect* dialect = nullptr;  // nullptr: none
  int score = 0;                     // see Dialect::recognise
};

Guess guess(std::string_view text) {
  Guess best;
  for (const Dialect* dialect : dialects::all()) {
    const int score = dialect->recognise(text);
    if (score > best.score) best = {dialect, score};
  }
  return best;
}

Result<const Dialect*> named_dialect(const std::string& name) {
  if (const auto* named = dialects::find(name)) return named;
  std::vector<std::string_view> names;
  for (const Dialect* dialect : dialects::all()) names.push_back(dialect->name);
  return failure(fmt::format("there is no dialect {}{}; there are: {}", base::printable(name),
                             base::did_you_mean(name, names), dialect_names(", ")));
}

Result<const Dialect*> recognised(std::string_view text, const std::string& shown) {
  if (base::trim(text).empty())
    return failure(fmt::format("{} is empty: there is nothing to read", shown));
  if (const Guess best = guess(text); best.dialect != nullptr) return best.dialect;
  std::string titles;
  for (const Dialect* dialect : dialects::all())
    titles += fmt::format("{}{}", titles.empty() ? "" : " nor ", dialect->title);
  return failure(
      fmt::format("{} looks like neither {} configuration; if it is one, say which: --dialect {}",
                  shown, titles, dialect_names(" or --dialect ")));
}

const Dialect* of_folders() {
  return *std::ranges::find_if(dialects::all(), &Dialect::takes_folders);
}

// One sentence in the place of an error a line.
Result<const Dialect*> agreed(const Dialect* named, std::string_view text,
                              const std::string& shown) {
  constexpr int sure = 50;
  const Guess best = guess(text);
  if (best.dialect == nullptr || best.dialect == named || best.score < sure ||
      best.score < 2 * named->recognise(text))
    return named;
  return failure(fmt::format("{} looks like {}, not {}: leave --dialect away", shown,
                             best.dialect->name, named->name));
}

}  // namespace

Result<void> same_dialect(const std::string& path, const Dialect& chosen) {
  if (is_folder(path)) return {};
  text::Sources sources;
  EK_TRY(const text::FileId file, sources.read(path));
  const std::string_view text = sources[file].bytes();
  if (agreed(&chosen, text, "")) return {};
  return failure(fmt::format(
      "{} looks like {}, the files before it like {}: what stands behind -f is one configuration; "
      "give each program's in a call of its own",
      base::printable(path), guess(text).dialect->name, chosen.name));
}

std::string dialect_names(std::string_view between) {
  std::string names;
  for (const Dialect* dialect : dialects::all())
    names += fmt::format("{}{}", names.empty() ? "" : between, dialect->name);
  return names;
}

Result<const Dialect*> choose_dialect(const std::string& path, const std::string& named,
                                      const std::optional<std::string>& known_text) {
  const Dialect* said = nullptr;
  if (!named.empty()) {
    EK_TRY(said, named_dialect(named));
  }
  const std::string shown = path == "-" ? "standard input" : base::printable(path);
  if (known_text)
    return said != nullptr ? agreed(said, *known_text, shown) : recognised(*known_text, shown);
  if (is_folder(path)) return said != nullptr ? said : of_folders();
  text::Sources sources;
  EK_TRY(const text::FileId file, sources.read(path));
  const std::string_view text = sources[file].bytes();
  return said != nullptr ? agreed(said, text, shown) : recognised(text, shown);
}

}  // namespace ek::app
