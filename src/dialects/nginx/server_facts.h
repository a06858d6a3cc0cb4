// What a server block's own lines say of every request that it takes: its port, whether it is
// encrypted, its name; and settings of which it is not known whose server's counts, because they
// are asked before the request has said which server it wants.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "dialects/nginx/effects.h"

namespace ek::dialects::nginx {

class ServerFacts {
 public:
  ServerFacts(const Lowering& lowering, const Effects& effects);

  // nullopt: not the same for all its requests, or not known here.
  std::optional<std::string> port(BlockId server, model::Layer layer) const;
  std::optional<std::string> scheme(BlockId server) const;
  std::optional<std::string> name(BlockId server) const;

  // A flag of http and server blocks.
  struct Flag {
    bool on = false;
    const Node* line = nullptr;  // of a server that differs from another one; nullptr: all agree
  };
  const Flag& merge_slashes() const { return merge_slashes_; }
  const Flag& underscores_in_headers() const { return underscores_in_headers_; }
  const Flag& ignore_invalid_headers() const { return ignore_invalid_headers_; }

 private:
  Flag flag(std::string_view directive, bool by_default) const;
  const Lowering& lowering_;
  const Effects& effects_;
  std::map<std::string, bool> addresses_;  // of http; true: some listen line of it encrypts
  Flag merge_slashes_, underscores_in_headers_, ignore_invalid_headers_;
};

}  // namespace ek::dialects::nginx
