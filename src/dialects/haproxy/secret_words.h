// Which single words speak of a secret, or carry one.
#pragma once

#include <string_view>

namespace ek::dialects::haproxy {

// Does the text hold the part, in any case?
bool contains_part(std::string_view text, std::string_view part);
// Where; npos: it does not.
std::size_t find_part(std::string_view text, std::string_view part);

// Names of headers and variables behind which people keep secrets ("DB_PASSWORD", "X-Api-Key").
bool names_secret(std::string_view name);

// What a client shows to be known again is as good as its password; keywords hold these words, too.
bool names_session(std::string_view name);

// "user:password@10.0.0.1:80", which is no address; "unix@/run/x" and "ipv6@::1:80" are.
bool address_with_credentials(std::string_view word);

// "token@10.0.0.1:80": what stands before the "@" is no family of addresses, so nobody knows.
bool address_of_nobody(std::string_view word);

// Text that carries a secret by its own content, wherever it stands.
bool carries_secret(std::string_view word);

// "Authorization:", "Basic\" and "AUTH" in a text that somebody sends but did not quote: the words
// after them are the secret.
bool begins_unquoted(std::string_view verb, std::string_view word);

// The words after one of these are a secret (one, but a blank in it makes more).
bool announces_secret(std::string_view word, bool first);

}  // namespace ek::dialects::haproxy
