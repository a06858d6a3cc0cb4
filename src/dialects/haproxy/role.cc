// Health checks that ask for a role, as those of Patroni, Redis and other elected clusters do:
// which servers pass is then decided by an election, not by this file (manual 4.2: option httpchk,
// http-check send and expect, tcp-check send and expect).
#include <algorithm>
#include <array>

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {
namespace {

constexpr std::array<std::string_view, 20> of_one{
    "master",    "primary",    "leader",     "writer",         "write",
    "rw",        "read-write", "readwrite",  "is_master",      "is-master",
    "ismaster",  "is_primary", "is-primary", "isprimary",      "is_leader",
    "is-leader", "isleader",   "read_write", "standby-leader", "standby_leader"};
constexpr std::array<std::string_view, 10> of_others{"replica",   "slave",  "secondary", "standby",
                                                     "follower",  "reader", "read-only", "readonly",
                                                     "read_only", "ro"};

bool part_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

model::Role role_in(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  model::Role role;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && part_of_word(text[end])) ++end;
    const std::string_view word = std::string_view(text).substr(i, end - i);
    if (std::find(of_one.begin(), of_one.end(), word) != of_one.end())
      return {std::string(word), true};
    if (std::find(of_others.begin(), of_others.end(), word) != of_others.end())
      role = {std::string(word), false};
    i = end + 1;
  }
  return role;
}

// The path that option httpchk asks for: [method] uri [version]; a method has no slash.
std::string path_of(const Line& line) {
  return std::string(line.word(line.word(2).starts_with('/') ? 2 : 3));
}

// The words behind `uri` of http-check send.
std::string sent_path(const Line& line) {
  for (std::size_t i = 2; i + 1 < line.size(); ++i)
    if (line.word(i) == "uri" || line.word(i) == "uri-lf") return std::string(line.word(i + 1));
  return "";
}

// "expect ! …" asks for what must not come: no word for it here.
std::string expected(const Line& line) {
  return line.word(2) == "!" ? "" : line.rest(2);
}

std::string asked_for(const Line& line) {
  const std::string_view word = line.word(0), next = line.word(1);
  if (word == "option") return path_of(line);
  if (next == "expect") return expected(line);
  if (word == "http-check" && next == "send") return sent_path(line);
  const bool request = word == "tcp-check" && next == "send" &&
                       line.word(2).find('/') != std::string_view::npos;  // a path, no command
  return request ? line.rest(2) : "";
}

}  // namespace

void read_role(const Line& line, Proxy& proxy) {
  if (line.prefix() != Prefix::none) return;
  model::Role role = role_in(asked_for(line));
  const bool is_path = line.word(0) == "option";
  Setting<model::Role>& setting =
      line.word(0) == "tcp-check" ? proxy.settings.tcp_role : proxy.settings.http_role;
  // The last path counts; what comes back may ask for more.
  if (!role.word.empty())
    setting.set(std::move(role), line.place(), proxy.origin);
  else if (is_path)
    setting = {};
}

}  // namespace ek::dialects::haproxy
