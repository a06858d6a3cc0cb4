// What must hold of every answer of the built program, whatever it was given.
#pragma once

#include <string>
#include <vector>

#include "support/evenkeel.h"

namespace ek::hostile {

using tests::Answer;
using tests::run_evenkeel;

// The commands that read a configuration, text and JSON; `dump source` is not among them.
const std::vector<std::vector<std::string>>& reading_commands();

// What must hold whatever the input was: an exit code of 0, 1 or 2, printable output, JSON that
// parses, memory below 100 times the input and 50 MB. "" if it does.
std::string unsound(const Answer& ran, const std::vector<std::string>& arguments,
                    std::size_t input_bytes);

// Runs every reading command on a file and expects each to be sound; where `exit_code` is not -1,
// each of them (and not just some) must answer with it.
void expect_sound(const std::string& path, std::size_t input_bytes, int exit_code = -1,
                  const std::vector<std::string>& options = {});

}  // namespace ek::hostile
