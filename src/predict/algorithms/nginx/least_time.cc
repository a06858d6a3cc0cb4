// nginx least_time: the lowest measured response time. See least_time.md.
#include "predict/nginx/grades.h"
#include "predict/nginx/weights.h"

namespace ek::predict::nginx {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "least_time";
}

Grade grade(const Context& context) {
  Grade grade = stateless_grade(context);
  grade.exactness = Exactness::approximate;
  grade.reason =
      "it chooses by response times that it measures as it runs; the figures hold when all servers "
      "answer equally fast for their weight";
  if (context.program.version < model::Version{1, 31, 0})
    grade.notes.emplace_back(
        "least_time is in open-source nginx from 1.31.0; before, in nginx Plus alone.");
  return grade;
}

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  return weight_shares(context, candidates);
}

void losses(const Context&, std::span<const ServerIndex> candidates, std::span<const double> before,
            const ShiftSink& sink) {
  proportional_losses(candidates, before, sink);
}

}  // namespace

const Algorithm& least_time() {
  static const Algorithm instance{"nginx/least_time",
                                  "nginx/least_time",
                                  model::ProgramKind::nginx,
                                  serves,
                                  grade,
                                  shares,
                                  losses,
                                  nullptr};
  return instance;
}

}  // namespace ek::predict::nginx
