#include "local/http/reply.h"

#include "common/ascii.h"
#include "common/status_line.h"

namespace local {
namespace {

bool IsFraming(std::string_view name) {
  return common::EqualNoCase(name, "Content-Length") ||
         common::EqualNoCase(name, "Transfer-Encoding") || common::EqualNoCase(name, "Connection");
}

bool IsBodyless(int status) { return status == 204 || status == 304; }

}  // namespace

bool SendsBody(const Reply& reply, bool is_head) {
  return !is_head && !IsBodyless(reply.status) && reply.BodyBytes() > 0;
}

std::string ReplyHead(const Reply& reply, bool is_head, bool close) {
  const bool given = is_head && !oci::FindHeader(reply.headers, "Content-Length").empty();
  std::string head = common::StatusLine(reply.status);
  for (const auto& [name, value] : reply.headers) {
    const bool told = given && common::EqualNoCase(name, "Content-Length");
    if (IsFraming(name) && !told) continue;
    if (!common::IsToken(name) || !common::AreOfClass(value, common::kValueChar)) continue;
    head += name + ": " + value + "\r\n";
  }
  if (!IsBodyless(reply.status) && !given && !(is_head && reply.BodyBytes() == 0)) {
    head += "Content-Length: " + std::to_string(reply.BodyBytes()) + "\r\n";
  }
  return head + (close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
}

}  // namespace local
