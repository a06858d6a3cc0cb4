#include "predict/haproxy/hashed.h"

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

void note_ring_version(const Context& context, Grade& grade) {
  const model::Version version = context.program.version;
  if (version < model::Version{3, 0, 0} || version >= model::Version{3, 3, 0}) return;
  if (grade.exactness > Exactness::exact_given) return;
  grade.exactness = Exactness::exact_given;
  grade.reason =
      "the ring of releases 3.0 to 3.2 as first published: point releases after October 2025 may "
      "have "
      "the ring of 2.6 and 3.4";
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
  return consistent(context) ? ring_closed_form(context, candidates) : nullptr;
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
