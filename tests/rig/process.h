// A child process in its own session, that cannot outlive its test.
//
// stdout and stderr go to one file. The destructor stops the child: a polite signal, a bounded
// wait, then SIGKILL to its whole process group; it is always reaped. Should the test die, the
// kernel sends `signal_if_parent_dies`. That signal is tied to the *thread* that called start():
// call it from a thread that lives as long as the process should.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rig/outcome.h"

namespace ek::rig {

struct ProcessOptions {
  std::vector<std::string> argv = {};   // argv[0]: a path, or a name that find_program() resolves
  std::vector<int> inherited_fds = {};  // keep their numbers in the child
  std::vector<std::string> environment = {};  // "NAME=value", over the test's own environment
  std::string output_file = {};               // takes stdout and stderr; must be set
  int signal_if_parent_dies = SIGKILL;        // SIGTERM for a master that must stop its workers
  int stop_signal = SIGTERM;                  // what stop() and the destructor send first
};

// How it ended: an exit status, or the number of the signal that killed it.
struct ProcessEnd {
  int exit_status = -1;
  int signal = 0;
};

class Process {
 public:
  static Outcome<Process> start(const ProcessOptions& options);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  pid_t pid() const { return pid_; }  // -1 once reaped
  bool running() const { return !ended(); }
  void send_signal(int number) const;
  // Waits for the end by itself; nothing if it still runs after `wait`.
  std::optional<ProcessEnd> wait_end(std::chrono::milliseconds wait);
  // Sends the stop signal, then SIGKILL if it still runs after `wait`. Harmless when already ended.
  ProcessEnd stop(std::chrono::milliseconds wait = std::chrono::milliseconds(3000));
  std::string output() const;  // captured so far, for failure messages

 private:
  Process(pid_t pid, int stop_signal, std::string output_file)
      : pid_(pid), stop_signal_(stop_signal), output_file_(std::move(output_file)) {}
  bool ended() const;
  void reap();

  pid_t pid_ = -1;
  int stop_signal_ = SIGTERM;
  std::string output_file_;
  ProcessEnd end_;
};

// The program's path: PATH first, then the sbin folders that an ordinary user's PATH lacks. The
// environment variable EVENKEEL_<NAME> (upper case) goes before both. Empty when there is none.
std::string find_program(const std::string& name);

// A program that ran to its end.
struct Finished {
  ProcessEnd end;
  std::string output;  // stdout and stderr
};

// A failure when it cannot start or outlasts `wait`.
Outcome<Finished> run_program(const std::vector<std::string>& argv,
                              std::chrono::milliseconds wait = std::chrono::seconds(60));

// The living processes whose parent is the calling one: what "no child is left" looks at.
std::vector<pid_t> child_processes();

}  // namespace ek::rig
