// One pool's hash key, variable by variable: what each is when the pool is asked.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/nginx/lowering.h"
#include "dialects/nginx/server_facts.h"
#include "dialects/nginx/ways.h"
#include "model/key.h"

namespace ek::dialects::nginx {

class KeyFollower {
 public:
  // `from`: the blocks that hand over to the pool; none: what their lines do is not asked.
  KeyFollower(Lowering& lowering, Ways& ways, const ServerFacts& facts, model::Pool& pool,
              std::vector<Way> from);

  // Replaces the parts of the key, and says what is not followed.
  void follow();

 private:
  using KeyPart = model::KeyPart;
  using Parts = std::vector<KeyPart>;

  static constexpr std::size_t parts_max = 64;  // variables of variables grow without end
  static constexpr int depth_max = 8;

  std::string line(const Node& node) const { return words_of(lowering_, node, at_); }
  KeyPart unknown(std::string_view variable, std::string why, const Node* node);
  Parts agreed(std::string_view variable);
  Parts expand(const Way* way, std::string_view text, int depth);
  Parts value(const Way* way, const std::string& name, int depth);
  Parts defined(const Way* way, const Effect& block, const std::string& name, int depth);
  void say_unknown(const Parts& parts);

  // Variables of the program itself: key_built_in.cc.
  Parts built_in(const Way* way, const std::string& name, int depth);
  Parts constant(const Way& way, const std::string& name, const Parts& as_written);
  std::optional<std::string> proxied_host(const Way& way) const;
  Parts path(const std::string& name, KeyPart as_written);
  Parts query(const Way* way, const std::string& name, int depth, const Parts& as_written);
  Parts header(const Way& way, const std::string& name, Parts as_written);
  void accept_underscores(KeyPart& part);
  Parts changed(const Way* way, const Change& change, const std::string& name, int depth,
                Parts as_written);
  Parts parameter(const Way* way, const std::string& name, int depth, Parts as_written);

  Lowering& lowering_;
  Ways& ways_;
  const ServerFacts& facts_;
  model::Pool& pool_;
  std::vector<Way> from_;
  Place at_;
  const bool only_unix_;                  // every client comes by a Unix socket, and has no address
  std::optional<std::string> host_name_;  // $host of a request that names none
  bool underscores_said_ = false;
  const Node* changed_at_ = nullptr;
};

}  // namespace ek::dialects::nginx
