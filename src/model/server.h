// One server of a pool.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/shared.h"
#include "base/units.h"
#include "model/setting.h"

namespace ek::model {

using base::Duration;

enum class AddressKind : std::uint8_t { none, ipv4, ipv6, name, unix_socket, other };

struct Address {
  std::string host;        // as written, without port; an IPv6 address without brackets
  std::uint16_t port = 0;  // 0: none stated
  AddressKind kind = AddressKind::none;
  friend bool operator==(const Address&, const Address&) = default;
};

std::string to_string(const Address& address);  // "10.0.0.1:80", "[::1]:80", "unix:/run/x"
Address parse_address(std::string_view text);   // the inverse; also "*:80", ":80", "name:80"

enum class CheckKind : std::uint8_t { none, tcp, http, agent, other };

// How often a server is checked, and how often it must answer or fail.
struct CheckPace {
  Setting<Duration> interval;  // HAProxy inter
  Setting<std::uint32_t> rise{2};
  Setting<std::uint32_t> fall{3};
  Setting<std::uint32_t> max_fails{1};  // nginx; 0: never marked unavailable
  Setting<Duration> fail_timeout;       // nginx
};

// HAProxy, from 3.0 on: what a server's points on the ring are made of (hash-key).
enum class HashKeyBy : std::uint8_t { id, id32, guid, addr, addr_port };

// Active health checks (HAProxy) and passive ones (nginx max_fails).
struct Check {
  Setting<bool> enabled;
  Setting<CheckKind> kind;
  base::Shared<CheckPace> pace;  // most servers have that of all others
};

// What few servers state, so that 100,000 do not each have the room for it.
struct ServerExtras {
  Setting<std::uint32_t> minconn;   // 0: unset
  Setting<std::uint32_t> maxqueue;  // 0: no limit
  Setting<Duration> slowstart;
  Setting<std::string> track;  // HAProxy track [backend/]server
  Setting<HashKeyBy> hash_key;
  std::string guid;       // HAProxy
  std::string source;     // HAProxy: where connections come from; "": the system's choice
  std::string resolvers;  // the section that looks up its name; "": none
  // HAProxy: its name is looked up again and again (resolvers), not once at the start. Servers of
  // one name then have an address each, unless they may share one (resolve-opts allow-dup-ip).
  bool shares_address = false;
};

struct Server {
  std::string name;     // what logs and statistics call it
  std::string written;  // the address text as it stands in the file (nginx ring points hash it)
  Place at{};           // of the server's name
  std::uint32_t length = 1;  // bytes of the name, for the caret
  Setting<Address> address;
  Setting<std::uint32_t> weight{1};  // HAProxy 0..256; nginx 1 and up
  Setting<std::uint32_t> id;         // HAProxy: the id in effect (explicit, or by position from 1)
  Setting<bool> backup;
  Setting<bool> disabled;          // HAProxy disabled; nginx down
  Setting<std::uint32_t> maxconn;  // 0: no limit; nginx max_conns
  Setting<std::string> cookie;     // HAProxy cookie value; nginx sticky route
  bool non_stick = false;          // HAProxy: never written to a stick table
  bool down = false;  // the user says so, beside the configuration; then it is disabled, too
  base::Shared<ServerExtras> extras;
  Check check;
};

}  // namespace ek::model
