// MD5 (RFC 1321): only to compute the names that nginx gives to servers, never for secrecy.
#pragma once

#include <string>
#include <string_view>

namespace ek::predict::nginx {

std::string md5_hex(std::string_view bytes);  // 32 digits in lower case

}  // namespace ek::predict::nginx
