#include "predict/nginx/grades.h"

#include <string>

#include "predict/keys/possible_keys.h"
#include "predict/nginx/max_conns.h"

namespace ek::predict::nginx {
namespace {

// Does more than one state exist, as far as is known?
bool one_state(const Context& context) {
  return connection_counters(context) == 1;
}

std::string worker_reason(const Context& context) {
  if (context.program.processes == 0)
    return "one worker process; how many run is not known here (worker_processes auto, or its "
           "line is in another file), and without `zone` each keeps a sequence of its own";
  return "one worker process; " + std::to_string(context.program.processes) +
         " of them run, and without `zone` each keeps a sequence of its own";
}

void note_failures(const Context& context, Grade& grade) {
  if (!one_state(context))
    grade.notes.push_back(
        "Failures and connections are counted by each worker for itself: without `zone` a worker "
        "that has not seen a server fail still tries it.");
}

}  // namespace

std::string why_unknown(const model::KeyPart& part) {
  return part.why.empty() ? "cannot be computed from a request alone" : part.why;
}

Grade sequence_grade(const Context& context) {
  Grade grade;
  if (!one_state(context)) {
    grade.exactness = Exactness::exact_given;
    grade.reason = worker_reason(context);
    grade.notes.push_back("The shares hold for every worker and so for all of them together.");
  }
  return grade;
}

Grade stateless_grade(const Context& context) {
  Grade grade;
  note_failures(context, grade);
  return grade;
}

Grade keyed_grade(const Context& context) {
  Grade grade = stateless_grade(context);
  if (const KeysProblem problem = keys_problem(context); !problem.why.empty()) {
    grade.exactness = problem.few ? Exactness::not_predictable : Exactness::approximate;
    grade.reason = problem.why;
    if (problem.few) return grade;
  }
  if (keys_possible(context) != 1)
    grade.notes.push_back("The shares take the keys as spread evenly; a few busy keys are not.");
  return grade;
}

Grade drawn_grade(const Context& context) {
  Grade grade;
  grade.exactness = Exactness::distribution;
  grade.drawn = true;
  grade.reason = "each worker draws at random, seeded from its pid and the time";
  note_failures(context, grade);
  return grade;
}

}  // namespace ek::predict::nginx
