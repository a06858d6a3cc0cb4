// Reads evenkeel.toml. Every unknown key and every wrong value is named with its line and what to
// write.
#pragma once

#include "model/policy.h"
#include "text/diagnostic.h"
#include "text/source.h"

namespace ek::inputs {

inline constexpr std::size_t policy_bytes_max = 4u << 20;  // a policy is written by hand

model::Policy parse_policy(const text::Sources& sources, text::FileId file,
                           text::Diagnostics& diagnostics);

}  // namespace ek::inputs
