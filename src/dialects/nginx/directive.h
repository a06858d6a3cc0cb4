// The table of directives: what each is called, where it may stand, how many words it takes, which
// versions have it, and how far we understand it. Data in directives/*.def (facts from the
// nginx.org documentation and the releases 1.18.0 to 1.31.4).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "dialects/nginx/context.h"
#include "model/coverage.h"
#include "model/program.h"

namespace ek::dialects::nginx {

using Arity = std::uint16_t;  // a set of the bits below

namespace arity {
inline constexpr Arity none = 1u << 0, one = 1u << 1, two = 1u << 2, three = 1u << 3,
                       four = 1u << 4, any = 1u << 8, one_up = 1u << 9, two_up = 1u << 10,
                       flag = 1u << 11, block = 1u << 12;
}  // namespace arity

enum class Edition : std::uint8_t { open_source, commercial, other_module };

struct Directive {
  std::string_view name;
  Contexts contexts = 0;
  Arity arity = 0;
  Edition edition = Edition::open_source;
  model::Support support = model::Support::irrelevant;
  model::Version since{};  // first version that has it
  model::Version gone{};   // first version without it; 0.0.0: still there
  std::string_view note;

  bool exists_in(model::Version version) const {
    return since <= version && (gone == model::Version{} || version < gone);
  }
  bool is_block() const { return (arity & arity::block) != 0; }
  bool takes(std::size_t arguments) const;
};

// All entries of that name, for every context and version; empty: no such directive.
std::span<const Directive> find_directives(std::string_view name);

// Every name that may stand in one of `contexts`, for suggestions.
std::vector<std::string_view> directive_names(Contexts contexts);

std::string_view arity_in_words(Arity arity);

}  // namespace ek::dialects::nginx
