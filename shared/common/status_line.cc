#include "common/status_line.h"

// A function of httplib that none of its headers declares.
namespace httplib::detail {
const char* status_message(int status);
}

namespace common {

std::string StatusLine(int status) {
  return "HTTP/1.1 " + std::to_string(status) + " " + httplib::detail::status_message(status) +
         "\r\n";
}

}  // namespace common
