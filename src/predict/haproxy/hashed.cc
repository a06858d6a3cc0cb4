#include "predict/haproxy/hashed.h"

#include <algorithm>

#include "predict/haproxy/key_rule.h"
#include "predict/haproxy/map_picker.h"
#include "predict/haproxy/map_shares.h"
#include "predict/haproxy/ring_arcs.h"
#include "predict/haproxy/ring_picker.h"
#include "predict/keys/only_key.h"
#include "predict/keys/possible_keys.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

bool consistent(const Context& context) {
  return context.pool.balance.hash_type.value.mapping == model::HashMapping::consistent;
}

void rest_on(Grade& grade, std::string_view what) {
  if (grade.exactness == Exactness::exact) grade.exactness = Exactness::exact_given;
  if (grade.exactness == Exactness::exact_given) grade.reason = what;
}

// The first release of each line is known, and 2.6 up to Debian's; a fix that was marked for older
// lines may be in any later one.
bool is_known_release(model::Version version) {
  return version.patch == 0 || (version.major == 2 && version.minor == 6 && version.patch <= 12);
}

void note_ring_version(const Context& context, Grade& grade) {
  const model::Version version = context.program.version;
  if (version < model::Version{3, 0, 0} || version >= model::Version{3, 3, 0}) return;
  if (is_known_release(version)) return;
  rest_on(grade,
          "the ring of releases 3.0 to 3.2 as first published: point releases after October 2025 "
          "may have the ring of 2.6 and 3.4");
}

bool is_converted(const model::KeyPart& part, std::string_view name) {
  return std::ranges::any_of(part.converters, [&](const std::string& converter) {
    return std::string_view(converter).substr(0, converter.find('(')) == name;
  });
}

// What a fix changed in the key itself.
void note_key_version(const Context& context, Grade& grade) {
  const model::Version version = context.program.version;
  if (is_known_release(version)) return;
  const model::Balance& balance = context.pool.balance;
  const bool none = balance.hash_type.value.function == model::HashFunction::none;
  for (const model::KeyPart& part : balance.key.value.parts) {
    if (version < model::Version{2, 9, 0} && is_converted(part, "word"))
      rest_on(grade,
              "words that are there: releases after November 2023 may take a missing one for no "
              "key, earlier ones take it for an empty one");
    const bool binary = part.source == model::KeySource::client_address ||
                        is_converted(part, "length") || is_converted(part, "mod") ||
                        is_converted(part, "crc32") || is_converted(part, "sdbm") ||
                        is_converted(part, "djb2") || is_converted(part, "wt6");
    if (none && binary && balance.algorithm.value == "hash" && version < model::Version{3, 4, 0})
      rest_on(grade,
              "hash-type none as first published: point releases after May 2026 may read numbers "
              "and addresses in it, as 3.4 does");
  }
}

// With one server in use, only url_param and rdp-cookie still look for a key and hash it.
MapUse with_one_server(const Context& context) {
  return key_rule(context).missing_matters_alone ? MapUse::all_slots : MapUse::first_slot_alone;
}

std::vector<ServerIndex> stand_ins(const Context& context, std::span<const ServerIndex> backups) {
  if (consistent(context)) return {backups.front()};
  return map_stand_ins(context, backups, with_one_server(context));
}

}  // namespace

Grade hashed_grade(const Context& context) {
  Grade grade;
  const model::Balance& balance = context.pool.balance;
  if (const KeysProblem problem = keys_problem(context); !problem.why.empty()) {
    grade.exactness = problem.few ? Exactness::not_predictable : Exactness::approximate;
    grade.reason = problem.why;
    if (problem.few) return grade;
  }
  note_key_version(context, grade);
  const bool one_key = only_key(context).has_value();
  if (!one_key)
    grade.notes.push_back(
        "Shares take the keys as spread evenly; a hot key stays with its server.");
  if (context.pool.servers.size() > only_key_losses_max && one_key)
    grade.notes.push_back(
        "With one key for all requests, losses of other servers than the one that has it are not "
        "told.");
  if (!consistent(context)) {
    note_competing_backups(context, with_one_server(context), grade);
    return grade;
  }
  if (ring_too_large(context)) {
    grade.exactness = Exactness::approximate;
    grade.reason = ring_too_large_reason(context);
    return grade;
  }
  note_ring_version(context, grade);
  if (balance.balance_factor.value != 0) {
    if (grade.exactness == Exactness::exact) grade.exactness = Exactness::exact_given;
    if (grade.reason.empty()) grade.reason = "the requests in flight (hash-balance-factor)";
    grade.notes.push_back(
        "The shares are those of an idle pool; hash-balance-factor evens them out "
        "as requests overlap.");
  }
  if (balance.affinity.value != model::HashAffinity::always) {
    if (grade.exactness == Exactness::exact) grade.exactness = Exactness::exact_given;
    if (grade.reason.empty()) grade.reason = "the requests in flight (hash-preserve-affinity)";
    grade.notes.push_back(
        "The shares are those of an idle pool; hash-preserve-affinity passes full servers over.");
  }
  return grade;
}

std::vector<double> hashed_shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (const auto fixed = only_key_shares(context, candidates)) return *fixed;
  return consistent(context) ? ring_shares(context, candidates)
                             : map_shares(context, candidates, with_one_server(context));
}

void hashed_losses(const Context& context, std::span<const ServerIndex> candidates,
                   std::span<const double> shares, const ShiftSink& sink) {
  if (only_key_losses(context, candidates, sink)) return;
  consistent(context) ? ring_losses(context, candidates, shares, sink)
                      : weight_losses(context, candidates, shares, sink);
}

std::unique_ptr<ClosedForm> hashed_closed_form(const Context& context,
                                               std::span<const ServerIndex> candidates) {
  if (!consistent(context) || only_key(context)) return nullptr;
  return ring_closed_form(context, candidates);
}

std::unique_ptr<Picker> hashed_picker(const Context& context,
                                      std::span<const ServerIndex> candidates, std::uint64_t) {
  if (consistent(context) && ring_too_large(context)) return nullptr;
  if (consistent(context)) return std::make_unique<RingPicker>(context, candidates);
  return map_picker(context, candidates);
}

Algorithm hashed_algorithm(std::string_view name, bool (*serves)(const Context&), KeyFrom key) {
  return {.name = name,
          .program = model::ProgramKind::haproxy,
          .serves = serves,
          .grade = hashed_grade,
          .shares = hashed_shares,
          .losses = hashed_losses,
          .closed_form = hashed_closed_form,
          .picker = hashed_picker,
          .stand_ins = stand_ins,
          .key = key};
}

}  // namespace ek::predict::haproxy
