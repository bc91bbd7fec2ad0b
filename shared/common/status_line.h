#pragma once

#include <string>

namespace common {

// The status line of an HTTP response with its line end: "HTTP/1.1 404 Not Found\r\n". A status
// that the IANA registry does not know has no words.
std::string StatusLine(int status);

}  // namespace common
