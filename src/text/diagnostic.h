// What we have to say about the user's text: collected, never thrown, drawn with the line and a
// caret.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/place.h"
#include "text/source.h"

namespace ek::text {

enum class Severity : std::uint8_t { note, warning, error };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string message;       // what is wrong, in a sentence without a full stop
  std::string hint;          // what to do; may be empty
  Place at{};                // where it begins
  std::uint32_t length = 1;  // bytes to underline on that line
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

class Diagnostics {
 public:
  // Why a limit: a binary file given by mistake must not fill the screen. The rest is counted. So
  // many errors are kept, and so many of all others.
  static constexpr std::size_t kept_max = 1000;

  void add(Diagnostic diagnostic);
  void error(Place at, std::uint32_t length, std::string message, std::string hint = "");
  void warning(Place at, std::uint32_t length, std::string message, std::string hint = "");
  void note(Place at, std::uint32_t length, std::string message, std::string hint = "");

  // That line is not known as the program reads it: what is an error there from now on becomes a
  // warning, with `reason` for its hint. Lines are told in their order.
  void doubt(Place line, std::string_view reason);

  const std::vector<Diagnostic>& all() const { return all_; }
  std::size_t dropped() const { return dropped_; }
  // How many of a kind there were, the dropped ones included.
  std::size_t count(Severity severity) const { return counts_[static_cast<std::size_t>(severity)]; }
  bool has_errors() const { return count(Severity::error) > 0; }

 private:
  bool doubted(Place at) const;

  std::vector<Diagnostic> all_;
  std::vector<std::pair<FileId, std::uint32_t>> doubted_;
  std::string doubt_;
  std::size_t dropped_ = 0;
  std::array<std::size_t, 3> counts_{};
};

// "haproxy.cfg:12:5: error: message", the source line, a caret line, and "  = help: hint".
// Lines longer than a screen are cut around the caret; unprintable bytes are shown as \xNN.
std::string draw(const Diagnostic& diagnostic, const Sources& sources);

// How a message about `here` names another place: "line 12", or "conf.d/b.cfg:12" in another file.
std::string other_place(Place there, Place here, const Sources& sources);

// The source line and caret alone, for findings that print their own heading. `length` in bytes.
std::string draw_excerpt(Place at, std::uint32_t length, const Sources& sources);

}  // namespace ek::text
