// Reads request files: one JSON object a line, every field optional (see docs/guides/requests.md).
#pragma once

#include <vector>

#include "model/request.h"
#include "text/diagnostic.h"
#include "text/source.h"

namespace ek::inputs {

// All are held while they are placed, each in some 200 bytes and its own texts: a good GB in all.
// After as many, chance leaves a thousandth of a share of 10 % in doubt.
inline constexpr std::size_t requests_max = 5'000'000;
inline constexpr std::size_t request_line_bytes_max = 1u << 20;  // no server accepts such a request

// Lines that are wrong and may hold a secret (an Authorization header, a cookie) are marked in
// `sources`, so that no excerpt shows them.
std::vector<model::Request> parse_requests(text::Sources& sources, text::FileId file,
                                           text::Diagnostics& diagnostics,
                                           std::size_t most = requests_max);

}  // namespace ek::inputs
