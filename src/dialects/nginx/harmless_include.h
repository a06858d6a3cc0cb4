// Which includes cannot change an answer, as far as their place and their name tell.
#pragma once

#include <string_view>

#include "text/tree.h"

namespace ek::dialects::nginx {

// The file of an include inside `block` ("" at the top of a file) holds no server, no pool and no
// route: it stands where only data may (types), or is one of the files that come with the program
// or with a package of it: media types, parameters of FastCGI and its like, modules to load,
// settings of TLS.
bool is_harmless_include(std::string_view block, std::string_view path);

// "types" and its like: an include in it holds data alone.
bool is_block_of_data(std::string_view block);

// One of the files that come with the program itself: it defines nothing. Every other one may
// define what others name: log formats, zones, variables.
bool is_stock_include(std::string_view path);

}  // namespace ek::dialects::nginx
