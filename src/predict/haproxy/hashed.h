// What all hashing words of `balance` share (source, uri, url_param, hdr, rdp-cookie, hash): the
// mapping, map-based or consistent, decides shares, losses and picks.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

Grade hashed_grade(const Context& context);
std::vector<double> hashed_shares(const Context& context, std::span<const ServerIndex> candidates);
void hashed_losses(const Context& context, std::span<const ServerIndex> candidates,
                   std::span<const double> shares, const ShiftSink& sink);
std::unique_ptr<ClosedForm> hashed_closed_form(const Context& context,
                                               std::span<const ServerIndex> candidates);
std::unique_ptr<Picker> hashed_picker(const Context& context,
                                      std::span<const ServerIndex> candidates, std::uint64_t seed);

// The algorithm of one word; `name` is its registry name and file, "haproxy/uri".
Algorithm hashed_algorithm(std::string_view name, bool (*serves)(const Context&),
                           KeyFrom key = KeyFrom::configuration);

}  // namespace ek::predict::haproxy
