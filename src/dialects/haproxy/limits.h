// What this reader accepts at most, and why. Reaching a limit is a diagnostic, never a stop.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ek::dialects::haproxy {

// The program refuses a line of more words (manual 2.1; it says "too many words").
inline constexpr std::size_t words_per_line = 64;
// We keep more of such a line, so that the tree still shows it; beyond, a line is no configuration.
inline constexpr std::size_t words_kept_per_line = 1024;
// Lines of statements in one reading: the largest generated files have a tenth, and each takes some
// hundred bytes in the tree.
inline constexpr std::size_t statements_max = 2'000'000;
// The longest line that is still read: generated maps of names stay far below, and what lies above
// would be repeated in messages.
inline constexpr std::size_t line_bytes_max = 1u << 20;
// The program refuses deeper nesting of .if (it says "too many nested '.if', max is 16").
inline constexpr std::size_t condition_depth = 16;
// Levels that we keep track of, so that the .endif of a refused .if still find their partner.
inline constexpr std::size_t condition_depth_kept = 4096;
// Parentheses in one condition: people nest two or three; the evaluator recurses.
inline constexpr std::size_t condition_parentheses = 64;
// Variables that contain variables can double with each line: both limits stop that early, the
// second in proportion to nothing but itself so that memory stays bounded for any input.
inline constexpr std::size_t expanded_bytes_per_line = 256u << 10;
inline constexpr std::size_t expanded_bytes_total = 16u << 20;
// Variables without a value that are named for one line; the rest would say the same.
inline constexpr std::size_t missing_variables_kept = 64;
// Values that setenv keeps: as above.
inline constexpr std::size_t environment_bytes = 16u << 20;
// server-template: what one reading may expand to, so that memory stays in proportion to the input:
// this many, and one more for each so many bytes of the files.
inline constexpr std::size_t template_servers_base = 33'000;
inline constexpr std::size_t template_bytes_per_server = 8;
// The longest key of a stick-table: it comes out of one request's buffer, 16 KiB (tune.bufsize)
// unless someone raises that, and each entry of the table has room for a whole one.
inline constexpr std::int64_t stick_key_bytes_max = 1 << 20;
// Unknown words of one file for which the nearest known one is looked up: it takes a while among
// hundreds, and a file with more is not one that a person mistyped.
inline constexpr std::size_t suggestions_max = 50;
// Named defaults sections: each keeps a whole set of settings; people have a handful.
inline constexpr std::size_t named_defaults_max = 10'000;
// One directory given as a file: people keep tens of files there.
inline constexpr std::size_t directory_files = 10'000;

}  // namespace ek::dialects::haproxy
