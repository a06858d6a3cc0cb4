#include "text/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/assert.h"
#include "base/text.h"

namespace ek::text {
namespace {

constexpr std::size_t context_lines = 3;

// End of the word or value that starts at `begin`: a blank, ';' or '{' outside quotes and "${…}",
// or a quote that was opened before the value.
std::size_t value_end(std::string_view bytes, std::size_t begin) {
  const std::size_t line_end = std::min(bytes.find_first_of("\r\n", begin), bytes.size());
  std::size_t at = begin;
  while (at < line_end) {
    const char c = bytes[at];
    if (c == ' ' || c == '\t' || c == ';' || c == '{') break;
    const bool variable = c == '$' && at + 1 < line_end && bytes[at + 1] == '{';
    if (c == '"' || c == '\'' || variable) {
      const std::size_t close = bytes.find(variable ? '}' : c, at + 1);
      if (close >= line_end) break;
      at = close;
    } else if (c == '\\' && at + 1 < line_end) {
      ++at;
    }
    ++at;
  }
  return at;
}

// Lines with their line ends; a file that ends with one has no empty line after it.
std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

struct Change {  // old lines [first, last) become `fresh`
  std::size_t first = 0, last = 0;
  std::vector<std::string> fresh;
};

class FileDiff {
 public:
  FileDiff(const Source& source, FileId file, std::vector<Edit> edits)
      : source_(source), old_(split_lines(source.bytes())) {
    std::stable_sort(edits.begin(), edits.end(),
                     [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
    for (std::size_t i = 0; i < edits.size();) i = add_change(file, edits, i);
    std::erase_if(changes_, [](const Change& c) { return c.first == c.last && c.fresh.empty(); });
  }

  std::string draw() const {
    if (changes_.empty() || changes_a_secret()) return {};
    const std::string path = base::printable(source_.path());
    std::string out = fmt::format("--- {}\n+++ {}\n", path, path);
    std::ptrdiff_t grown = 0;  // lines that earlier hunks added
    for (std::size_t i = 0; i < changes_.size();) {
      std::size_t end = i + 1;
      while (end < changes_.size() &&
             changes_[end].first - changes_[end - 1].last <= 2 * context_lines &&
             !any_hidden(changes_[end - 1].last, changes_[end].first))
        ++end;
      draw_hunk(i, end, grown, out);
      i = end;
    }
    return out;
  }

 private:
  std::size_t line_of(std::size_t offset) const {
    return source_.place(offset, 0).line - std::size_t{1};
  }
  std::size_t line_begin(std::size_t line) const {
    return line < source_.line_count() ? source_.line_start(static_cast<std::uint32_t>(line + 1))
                                       : source_.bytes().size();
  }

  bool any_hidden(std::size_t from, std::size_t to) const {
    for (; from < to; ++from)
      if (source_.hidden(static_cast<std::uint32_t>(from + 1))) return true;
    return false;
  }

  bool changes_a_secret() const {
    return std::any_of(changes_.begin(), changes_.end(),
                       [this](const Change& c) { return any_hidden(c.first, c.last); });
  }

  // Where the context around [first, last) begins and ends: three lines away, or at a secret.
  std::size_t context_begin(std::size_t first) const {
    std::size_t from = first;
    while (from > 0 && first - from < context_lines && !any_hidden(from - 1, from)) --from;
    return from;
  }
  std::size_t context_end(std::size_t last) const {
    std::size_t to = last;
    while (to < old_.size() && to - last < context_lines && !any_hidden(to, to + 1)) ++to;
    return to;
  }

  // Takes the edits from `i` that touch the same lines; returns the index after them.
  std::size_t add_change(FileId file, const std::vector<Edit>& edits, std::size_t i) {
    Change change;
    change.first = line_of(edits[i].begin);
    std::size_t last = change.first, next = i;
    for (; next < edits.size() && line_of(edits[next].begin) <= last; ++next)
      last = std::max(last, line_of(edits[next].end));  // a joined line belongs to the change
    change.last = std::min(last + 1, old_.size());
    const std::size_t begin = line_begin(change.first), end = line_begin(last + 1);
    std::vector<Edit> inside;
    for (std::size_t k = i; k < next; ++k) {
      inside.push_back(edits[k]);
      inside.back().begin -= static_cast<std::uint32_t>(begin);
      inside.back().end -= static_cast<std::uint32_t>(begin);
    }
    const Source part("", std::string(source_.bytes().substr(begin, end - begin)));
    const std::string applied = apply(part, file, std::move(inside));
    for (const std::string_view line : split_lines(applied)) change.fresh.emplace_back(line);
    trim(change);
    changes_.push_back(std::move(change));
    return next;
  }

  // Leaves out lines at both ends that did not change.
  void trim(Change& change) {
    auto& fresh = change.fresh;
    while (change.first < change.last && !fresh.empty() && old_[change.first] == fresh.front()) {
      ++change.first;
      fresh.erase(fresh.begin());
    }
    while (change.first < change.last && !fresh.empty() && old_[change.last - 1] == fresh.back()) {
      --change.last;
      fresh.pop_back();
    }
  }

  static void draw_line(char mark, std::string_view line, std::string& out) {
    out += mark;
    out += line;
    if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  }

  void draw_hunk(std::size_t begin, std::size_t end, std::ptrdiff_t& grown,
                 std::string& out) const {
    const std::size_t from = context_begin(changes_[begin].first);
    const std::size_t to = context_end(changes_[end - 1].last);
    std::string body;
    std::size_t at = from, fresh_lines = to - from;
    for (std::size_t i = begin; i < end; ++i) {
      const Change& change = changes_[i];
      for (; at < change.first; ++at) draw_line(' ', old_[at], body);
      for (; at < change.last; ++at) draw_line('-', old_[at], body);
      for (const std::string& line : change.fresh) draw_line('+', line, body);
      fresh_lines += change.fresh.size() - (change.last - change.first);
    }
    for (; at < to; ++at) draw_line(' ', old_[at], body);
    const auto start = [](std::size_t line, std::size_t count) { return line + (count > 0); };
    const std::size_t moved = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(from) + grown);
    out += fmt::format("@@ -{},{} +{},{} @@\n", start(from, to - from), to - from,
                       start(moved, fresh_lines), fresh_lines);
    out += body;
    grown += static_cast<std::ptrdiff_t>(fresh_lines) - static_cast<std::ptrdiff_t>(to - from);
  }

  const Source& source_;
  std::vector<std::string_view> old_;
  std::vector<Change> changes_;
};

}  // namespace

Edit replace_value(Place at, std::string replacement, const Sources& sources) {
  EK_ASSERT(at.known() && at.file < sources.size());
  const Source& source = sources[at.file];
  const std::size_t begin = source.line_start(at.line) + at.column - 1;
  return {at.file, static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(value_end(source.bytes(), begin)), std::move(replacement)};
}

std::string apply(const Source& source, FileId file, std::vector<Edit> edits) {
  std::erase_if(edits, [&](const Edit& edit) { return edit.file != file; });
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
  const std::string_view bytes = source.bytes();
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    EK_ASSERT(edit.begin >= at && edit.end >= edit.begin && edit.end <= bytes.size());
    out += bytes.substr(at, edit.begin - at);
    out += edit.replacement;
    at = edit.end;
  }
  out += bytes.substr(at);
  return out;
}

std::string unified_diff(const Sources& sources, const std::vector<Edit>& edits) {
  std::map<FileId, std::vector<Edit>> by_file;
  for (const Edit& edit : edits) by_file[edit.file].push_back(edit);
  std::string out;
  for (auto& [file, list] : by_file) out += FileDiff(sources[file], file, std::move(list)).draw();
  return out;
}

}  // namespace ek::text
