// What goes to stderr: everything the readers had to say of the user's files, and why a command
// could not answer.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "report/output.h"
#include "report/told.h"

namespace ek::app {

// Without the notes whose message is in `repeated`: the answer says them.
void print_diagnostics(const report::Told& told, std::span<const std::string_view> repeated = {});
// Writes to stderr, as far as that is read: a closed pipe is no error of ours.
void say(std::string_view text);
// From now on nothing but ASCII: --ascii.
void say_in_ascii();

void print_error(const base::Error& error);

// What was answered must arrive: `exit_code`, or exit_input when it could not be written. A full
// disk is an error worth a sentence, a reader that left (head) is not.
int finish(report::Output& output, int exit_code);

}  // namespace ek::app
