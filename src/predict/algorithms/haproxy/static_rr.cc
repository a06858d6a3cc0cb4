#include "predict/algorithm.h"
#include "predict/haproxy/map_picker.h"
#include "predict/haproxy/map_shares.h"

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

void losses(const Context& context, std::span<const ServerIndex> candidates,
            std::span<const double> before, const ShiftSink& sink) {
  map_losses(context, candidates, before, MapUse::all_slots, sink);
}

bool backups_compete(const Context&) {
  return true;
}

std::unique_ptr<Picker> picker(const Context& context, std::span<const ServerIndex> candidates,
                               std::uint64_t) {
  return std::make_unique<MapPicker>(context, candidates, std::nullopt);
}

}  // namespace

const Algorithm& static_rr() {
  static const Algorithm instance{"haproxy/static_rr",
                                  "haproxy/static_rr",
                                  model::ProgramKind::haproxy,
                                  serves,
                                  grade,
                                  shares,
                                  losses,
                                  picker,
                                  nullptr,
                                  backups_compete};
  return instance;
}

}  // namespace ek::predict::haproxy
