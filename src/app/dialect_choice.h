// Which program's language a text is written in: what the user says, or what its words say.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "dialects/dialect.h"

namespace ek::app {

// Fails when the file is plainly in another language than the first one's.
base::Result<void> same_dialect(const std::string& path, const dialects::Dialect& chosen);

// `named`: --dialect, or "". `known_text`: what was read already and cannot be read twice. A folder
// is HAProxy's: only HAProxy reads folders. Fails when the text is in neither language, or plainly
// in the other one than `named`.
base::Result<const dialects::Dialect*> choose_dialect(const std::string& path,
                                                      const std::string& named,
                                                      const std::optional<std::string>& known_text);

// "haproxy, nginx" with ", " between.
std::string dialect_names(std::string_view between);

}  // namespace ek::app
