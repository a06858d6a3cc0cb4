// nginx least_time: the lowest measured response time. See least_time.md.
#include "predict/nginx/grades.h"
#include "predict/weights.h"

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

}  // namespace

const Algorithm& least_time() {
  static const Algorithm instance{.name = "nginx/least_time",
                                  .program = model::ProgramKind::nginx,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = weight_shares,
                                  .losses = weight_losses,
                                  .follows_load = true};
  return instance;
}

}  // namespace ek::predict::nginx
