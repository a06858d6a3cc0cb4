// A simulation, as a table for people or as JSON.
#pragma once

#include "model/pool.h"
#include "predict/simulation.h"
#include "report/output.h"
#include "report/style.h"

namespace ek::report {

struct SimulationView {
  const model::Program& program;
  const model::Pool& pool;
  const predict::Simulation& simulation;
  std::string_view file;
  std::string arrivals;  // "100,000 requests from access.jsonl", in words
  std::string given;     // what the picks rest on ("one worker process"); empty: nothing
  bool drawn = false;    // single picks are chance: not those of the running program
};

// "picks exact, given one worker", "picks drawn at random, …"
std::string how_true(const SimulationView& view);
void simulation_names(const SimulationView& view, Output& output);  // one name a line, - for none
void simulation_text(const SimulationView& view, const Style& style, Output& output);
void simulation_json(const SimulationView& view, Output& output);

}  // namespace ek::report
