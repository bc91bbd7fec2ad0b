#pragma once

#include <string>

namespace common {

// The status line of an HTTP response with its line end: "HTTP/1.1 404 Not Found\r
// ".
std::string StatusLine(int status);

}  // namespace common
