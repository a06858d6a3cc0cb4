// What the programs do differently around their algorithms, as one row a program. What fits no row
// is the program's own balancer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"
#include "predict/balancer.h"
#include "predict/gate.h"
#include "predict/process_limit.h"

namespace ek::predict {

struct ProgramRules {
  // See balancer.h.
  base::Result<std::unique_ptr<Balancer>> (*make_balancer)(const Context&, const BalancerOptions&);
  std::string (*picks_unknown)(const Context&);
  // See gate.h. nullptr: no request is answered before a server is chosen.
  base::Result<std::unique_ptr<Gate>> (*make_gate)(const Context&);
  std::string (*answered_before)(const Context&);
  // Why the program would refuse a client's request, before all that; "": it would not. nullptr:
  // nothing is known of any.
  std::string (*bad_request)(const Context&, const model::Request&);
  // Why the algorithm's key is not the one that requests bring; "": it is. nullptr: always.
  std::string (*key_changed)(const Context&);
  // What picks hang on beside the files and the requests, each as words behind "given".
  std::vector<std::string> (*rests_on)(const Context&);
  // Once only backups are left, one of them takes everything, unless the pool says otherwise.
  bool one_backup_stands_in;
  std::uint16_t default_port;  // of a server's address; 0: it must be written
  // Each server looks its name up by itself, so that two of one name may be two machines.
  bool names_may_differ;
  // Does a request that finds no place at its server wait for one? Else it goes to another, and is
  // refused at once where there is none.
  bool queues;
  // How many processes count connections, each for itself and each up to the limit of the
  // configuration; 0: not known.
  std::uint32_t (*connection_counters)(const Context&);
  ProcessLimit (*process_limit)(const model::Config&);
  // Is a server that fails taken out at all, and what is missing where it is not?
  bool (*notices_failure)(const model::Server&);
  std::string_view without_notice;
  std::string_view notice_by;  // how to have it taken out
  // Is a request that a server refuses tried on another at once, unless the files forbid it?
  bool tries_elsewhere;
  // Is a target that names no pool a host's name? Else the program does not start with it.
  bool unknown_name_is_a_host;
  // Does a request whose hash leads to a full server wait for it? Else the server is passed over.
  bool hash_waits;
  // The same program with ties between servers of equal load decided as a picker decides them:
  // chance in some versions, which changes who wins a tie, not how often.
  model::Program (*without_chance)(model::Program);
  // Does the configuration give each server the value of the persistence cookie?
  bool cookie_on_server_lines;
  // Does it start with a pool without servers, or of backups alone?
  bool starts_without_servers, starts_with_backups_alone;
  std::string_view no_server_status;  // what a request gets that finds no server
  std::uint32_t weight_sensible;      // what a rule may propose at most
  std::string_view even_method;       // what shares exactly by weight
  std::string_view key_that_differs;  // what to hash instead of a constant
};

const ProgramRules& rules_of(model::ProgramKind program);

}  // namespace ek::predict
