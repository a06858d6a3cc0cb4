// What the outside world (files, sockets, the store) answers: a value, or a sentence that says what
// went wrong.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace ek::base {

struct Error {
  std::string message;  // a whole sentence for the user: what failed, on what, what to do
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace ek::base

#define EK_CONCAT_INNER(a, b) a##b
#define EK_CONCAT(a, b) EK_CONCAT_INNER(a, b)

// EK_TRY(auto x, call()): x is the value, or the enclosing function returns the error.
#define EK_TRY(declaration, expression)                                     \
  auto EK_CONCAT(ek_try_, __LINE__) = (expression);                         \
  if (!EK_CONCAT(ek_try_, __LINE__))                                        \
    return tl::unexpected(std::move(EK_CONCAT(ek_try_, __LINE__)).error()); \
  declaration = *std::move(EK_CONCAT(ek_try_, __LINE__))

// EK_TRY_VOID(call()): the enclosing function returns the error, if there is one.
#define EK_TRY_VOID(expression)                              \
  do {                                                       \
    if (auto ek_try_void = (expression); !ek_try_void)       \
      return tl::unexpected(std::move(ek_try_void).error()); \
  } while (false)
