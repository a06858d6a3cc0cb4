// The values of the model, as `dump model` shows them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/pool.h"

namespace ek::report {

std::string shown(bool flag);
std::string shown(std::uint32_t number);
std::string shown(std::int32_t number);
std::string shown(const std::string& text);
std::string shown(const std::vector<std::string>& words);
std::string shown(base::Duration duration);
std::string shown(const model::Address& address);
std::string shown(const model::Key& key);
std::string shown(const model::Cookie& cookie);
std::string shown(const model::StickTable& table);
std::string shown(const model::Role& role);
std::string shown(model::OwnAnswers answers);
std::string shown(model::CheckKind kind);
std::string shown(model::HashKeyBy by);
std::string shown(model::HashAffinity affinity);
std::string shown(const model::HashType& type);

// What is no setting; "" where there is nothing to say.
std::string values_max(const model::Key& key);  // of the key's part that has fewest
std::string stick_rules(const model::Persistence& persistence);
std::string use_servers(const model::Persistence& persistence);
std::string ahead(const model::Pool& pool);

}  // namespace ek::report
