// Whether the system knows the name localhost. The programs look names up as they read; a bare
// system without a hosts file has none.
#pragma once

namespace ek::rig {

bool localhost_resolves();

}  // namespace ek::rig
