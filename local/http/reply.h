// The response to an HTTP client.
#pragma once

#include <memory>
#include <string>

#include "local/http/body.h"
#include "oci/http.h"

namespace local {

// Where the connection breaks while a response is sent; for faults on purpose.
enum class Break {
  kNone,
  kBefore,    // the connection is reset, and nothing of the response is sent
  kHalfBody,  // the head and half of the body are sent
};

struct Reply : oci::HttpResponse {
  Reply() = default;
  Reply(oci::HttpResponse answer) : oci::HttpResponse(std::move(answer)) {}  // NOLINT: implicit

  std::shared_ptr<const Body> large;  // used instead of `body` when set
  Break broken = Break::kNone;

  uint64_t BodyBytes() const { return large ? large->size() : body.size(); }
};

// The status line and headers as sent. Content-Length is that of the body, except for responses
// that never have one; a response to HEAD without a body keeps the Content-Length that the handler
// set. Headers that would contradict the framing are left out.
std::string ReplyHead(const Reply& reply, bool is_head, bool close);
// False for 204, 304 and responses to HEAD, whatever body they were given.
bool SendsBody(const Reply& reply, bool is_head);

}  // namespace local
