// The content coding gzip (RFC 9110 8.4.1.3 and 12.5.3, RFC 1952).
#pragma once

#include <string>
#include <string_view>

namespace fotogal {

// Whether a client that sent this Accept-Encoding takes gzip, and takes it as gladly as an answer
// without it. Weights count; where one cannot be read, the coding is taken to be refused. "": there
// is no such header, which leaves the choice to the server: false.
bool TakesGzip(std::string_view accept_encoding);

// The same bytes for the same text: the header tells no time and no system.
std::string Gzip(const std::string& text);

}  // namespace fotogal
