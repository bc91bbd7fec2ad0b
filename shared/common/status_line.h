#pragma once

#include <string>

namespace common {

// The first line of an HTTP answer: "HTTP/1.1 404 Not Found", with its line end.
std::string StatusLine(int status);

}  // namespace common
