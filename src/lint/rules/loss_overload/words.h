// What a loss does, in words. Internal to the rule.
#pragma once

#include <string>

#include "lint/rule.h"

namespace ek::lint::loss_overload {

std::string lost_words(const predict::PoolForecast& pool, const predict::Loss& loss);

std::string nobody_words(const predict::PoolForecast& pool, const std::string& lost);

// The others together get more than they can carry; `hit`: their utilisation.
void describe_together(const predict::PoolForecast& pool, double hit, const std::string& lost,
                       Finding& finding);

// One survivor does (its utilisation is known), or the machine it is on.
void describe_hit(const predict::PoolForecast& pool, const predict::Survivor& hit,
                  const std::string& lost, Finding& finding);

}  // namespace ek::lint::loss_overload
