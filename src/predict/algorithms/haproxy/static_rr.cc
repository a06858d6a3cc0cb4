// HAProxy static-rr: round robin over a map that is laid out once. See static_rr.md.
#include "predict/algorithm.h"
#include "predict/haproxy/map_picker.h"
#include "predict/haproxy/map_shares.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "static-rr";
}

Grade grade(const Context& context) {
  Grade grade;
  note_competing_backups(context, MapUse::all_slots, grade);
  return grade;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  return map_shares(context, candidates, MapUse::all_slots);
}

std::vector<ServerIndex> stand_ins(const Context& context, std::span<const ServerIndex> backups) {
  return map_stand_ins(context, backups, MapUse::all_slots);
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t) {
  return std::make_unique<MapPicker>(context, candidates, std::nullopt);
}

}  // namespace

const Algorithm& static_rr() {
  static const Algorithm instance{.name = "haproxy/static_rr",
                                  .program = model::ProgramKind::haproxy,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = weight_losses,
                                  .picker = picker,
                                  .stand_ins = stand_ins};
  return instance;
}

}  // namespace ek::predict::haproxy
