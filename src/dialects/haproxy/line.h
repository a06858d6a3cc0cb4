// A statement as lowering sees it: its words from the keyword on, each with its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::haproxy {

enum class Prefix : std::uint8_t { none, no, standard };  // standard: the word "default"

class Line {
 public:
  Line(const text::Node& node, const text::Source& source) : node_(node), source_(source) {
    const std::string_view verb = node.word(0);
    if (node.words.size() > 1 && verb == "no") prefix_ = Prefix::no;
    if (node.words.size() > 1 && verb == "default") prefix_ = Prefix::standard;
    first_ = prefix_ == Prefix::none ? 0 : 1;
    while (first_ + size_ < node.words.size() && !ends_at(node.words[first_ + size_])) ++size_;
  }

  Prefix prefix() const { return prefix_; }
  // Up to the first empty word: there the program stops. Not at "$NAME", empty as it is not given.
  std::size_t size() const { return size_; }
  std::string_view word(std::size_t i) const {
    return i < size_ ? node_.words[first_ + i].value : std::string_view();
  }
  // Of a word; of the keyword where there is none.
  text::Place place(std::size_t i = 0) const { return text::place_of(raw(i), node_, source_); }
  std::uint32_t length(std::size_t i = 0) const {
    return raw(i).end > raw(i).begin ? raw(i).end - raw(i).begin : 1;
  }
  // As it stands in the file.
  std::string_view raw_text(std::size_t i) const {
    return source_.bytes().substr(raw(i).begin, raw(i).end - raw(i).begin);
  }
  // Was it put together from environment variables? One that is not given leaves a hole.
  bool has_variable(std::size_t i) const { return raw_text(i).find('$') != std::string_view::npos; }
  // The words from `i` on, joined by one space, up to `end`.
  std::string rest(std::size_t i, std::size_t end = SIZE_MAX) const {
    std::string out;
    for (; i < size_ && i < end; ++i) {
      if (!out.empty()) out += ' ';
      out += word(i);
    }
    return out;
  }
  // Does the word hold what looks like a secret, and is shown without it?
  bool hidden(std::size_t i) const;
  // The word as the program takes it: a hidden one out of the file again, to be compared with and
  // never printed. nullopt: it was put together from variables there, and is not kept.
  std::optional<std::string> meant(std::size_t i) const;
  bool is(std::size_t i, std::string_view expected) const;
  // The index of the "if" or "unless" from `i` on, behind the words that the action of a rule takes
  // whatever they are (set-header X-Mode if); size() where there is none.
  std::size_t condition(std::size_t i) const;

 private:
  bool ends_at(const text::Word& word) const {
    const auto written = source_.bytes().substr(word.begin, word.end - word.begin);
    return word.value.empty() && written.find('$') == std::string_view::npos;
  }
  const text::Word& raw(std::size_t i) const {
    const std::size_t index = first_ + i;
    return node_.words[index < node_.words.size() ? index : first_];
  }

  const text::Node& node_;
  const text::Source& source_;
  Prefix prefix_ = Prefix::none;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace ek::dialects::haproxy
