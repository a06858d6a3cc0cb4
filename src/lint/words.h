// The words that findings are made of: figures, names and places, said the same way by every rule.
#pragma once

#include <span>
#include <string>

#include "base/figures.h"
#include "lint/finding.h"
#include "model/config.h"
#include "predict/prediction.h"

namespace ek::lint {

using base::per_second;                     // 642.86 -> "643/s"
using base::percent;                        // 0.714 -> "71.4 %", 0.0002 -> "0.02 %"
std::string times(double factor);           // 3.57 -> "3.6 times", 100 -> "100 times"
std::string duration(double seconds);       // 0.6 -> "600ms"
std::string quoted(std::string_view name);  // for names inside a sentence; safe for a terminal
std::string counted(std::size_t count, std::string_view noun);  // "1 server", "4 servers"

// "web1, web2 and web3"; more than `at_most` are cut: "web1, web2 and 7 others".
std::string listed(const std::vector<std::string>& names, std::size_t at_most = 4);

std::string where(const model::Pool& pool);
std::string where(const model::Pool& pool, const model::Server& server);

// A finding at a pool's or a server's name; at a server's weight where one is written for it.
Finding finding_at(const model::Pool& pool);
Finding finding_at(const model::Pool& pool, const model::Server& server);
Finding finding_at_weight(const model::Pool& pool, const model::Server& server,
                          const text::Sources& sources);

// "line 12 of app.cfg", for `because`; with its path where several files were read.
std::string line_of(text::Place at, const text::Sources& sources);

}  // namespace ek::lint
