// A line of a .def file: D(name, contexts, arity, since, gone, support, note).
#include "dialects/nginx/directive.h"

#include <algorithm>
#include <array>
#include <functional>

namespace ek::dialects::nginx {
namespace {

std::vector<Directive> table() {
  using namespace context;  // NOLINT: the words of the data files
  using namespace arity;    // NOLINT
  using enum model::Support;
  constexpr Contexts hs = http | server, hsl = hs | location, hsli = hsl | location_if,
                     ss = stream | stream_server, ms = mail | mail_server;
  constexpr Arity one_two = one | two, two_three = two | three, one_to_three = one | two | three,
                  one_to_four = one_to_three | four;
  using V = model::Version;
  constexpr V always{}, still{};
  // Constant data: as a run-time list its making took the optimiser twenty seconds.
  static constexpr Directive rows[]{
#define D(name, contexts, arity, since, gone, support, note) \
  {name, contexts, arity, Edition::open_source, support, since, gone, note},
#define V(major, minor, patch) \
  V {                          \
    major, minor, patch        \
  }
#include "dialects/nginx/directives/core.def"
#include "dialects/nginx/directives/http_core.def"
#include "dialects/nginx/directives/http_modules.def"
#include "dialects/nginx/directives/mail.def"
#include "dialects/nginx/directives/pass_fastcgi.def"
#include "dialects/nginx/directives/pass_grpc.def"
#include "dialects/nginx/directives/pass_memcached.def"
#include "dialects/nginx/directives/pass_proxy.def"
#include "dialects/nginx/directives/pass_scgi.def"
#include "dialects/nginx/directives/pass_tunnel.def"
#include "dialects/nginx/directives/pass_uwsgi.def"
#include "dialects/nginx/directives/stream.def"
#include "dialects/nginx/directives/upstream.def"
#undef D
#define D(name, contexts, arity, since, gone, support, note) \
  {name, contexts, arity, Edition::commercial, support, since, gone, note},
#include "dialects/nginx/directives/commercial.def"
#undef D
#define D(name, contexts, arity, since, gone, support, note) \
  {name, contexts, arity, Edition::other_module, support, since, gone, note},
#include "dialects/nginx/directives/dynamic_modules.def"
#include "dialects/nginx/directives/third_party.def"
#undef D
#undef V
  };
  std::vector<Directive> all(std::begin(rows), std::end(rows));
  std::stable_sort(all.begin(), all.end(),
                   [](const Directive& a, const Directive& b) { return a.name < b.name; });
  return all;
}

// Open addressing over the sorted table: a slot holds where a name's entries begin.
class Index {
 public:
  Index() : all_(table()) {
    slots_.fill(none);
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (i == 0 || all_[i].name != all_[i - 1].name)
        slots_[free_slot(all_[i].name)] = static_cast<std::uint16_t>(i);
  }

  std::span<const Directive> find(std::string_view name) const {
    for (std::size_t slot = hash(name);; slot = (slot + 1) % slot_count) {
      if (slots_[slot] == none) return {};
      const std::size_t first = slots_[slot];
      if (all_[first].name != name) continue;
      std::size_t last = first + 1;
      while (last < all_.size() && all_[last].name == name) ++last;
      return std::span(all_).subspan(first, last - first);
    }
  }
  const std::vector<Directive>& all() const { return all_; }

 private:
  static constexpr std::size_t slot_count = 4096;  // under a third full, so that searches are short
  static constexpr std::uint16_t none = 0xFFFF;

  static std::size_t hash(std::string_view name) {
    std::uint32_t h = 2166136261u;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
    return (h ^ (h >> 15)) % slot_count;
  }
  std::size_t free_slot(std::string_view name) const {
    std::size_t slot = hash(name);
    while (slots_[slot] != none) slot = (slot + 1) % slot_count;
    return slot;
  }

  std::vector<Directive> all_;
  std::array<std::uint16_t, slot_count> slots_{};
};

const Index& index() {
  static const Index instance;
  return instance;
}

}  // namespace

bool Directive::takes(std::size_t arguments) const {
  constexpr std::size_t counted_max = 7;  // the program counts no further
  if ((arity & arity::any) != 0) return true;
  if ((arity & arity::flag) != 0 && arguments == 1) return true;
  if ((arity & arity::one_up) != 0 && arguments >= 1) return true;
  if ((arity & arity::two_up) != 0 && arguments >= 2) return true;
  return arguments <= counted_max && (arity & (1u << arguments)) != 0;
}

std::span<const Directive> find_directives(std::string_view name) {
  return index().find(name);
}

std::vector<std::string_view> directive_names(Contexts contexts) {
  std::vector<std::string_view> names;
  for (const Directive& directive : index().all())
    if ((directive.contexts & contexts) != 0 && (names.empty() || names.back() != directive.name))
      names.push_back(directive.name);
  return names;
}

std::string_view arity_in_words(Arity arity) {
  using namespace arity;  // NOLINT
  switch (arity & ~block) {
    case none:
      return "no argument";
    case one:
      return "one argument";
    case flag:
      return "\"on\" or \"off\"";
    case two:
      return "two arguments";
    case one | two:
      return "one or two arguments";
    case none | one | two:
      return "at most two arguments";
    case two | three:
      return "two or three arguments";
    case one | two | three:
      return "one to three arguments";
    case one | two | three | four:
      return "one to four arguments";
    case one_up:
      return "one argument or more";
    case two_up:
      return "two arguments or more";
    default:
      return "another number of arguments";
  }
}

}  // namespace ek::dialects::nginx
