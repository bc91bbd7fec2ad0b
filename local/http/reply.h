// An answer to an HTTP client.
#pragma once

#include <memory>
#include <string>

#include "local/http/body.h"
#include "oci/http.h"

namespace local {

struct Reply : oci::HttpResponse {
  Reply() = default;
  Reply(oci::HttpResponse answer) : oci::HttpResponse(std::move(answer)) {}  // NOLINT: implicit

  std::shared_ptr<const Body> large;  // instead of `body`

  uint64_t BodyBytes() const { return large ? large->size() : body.size(); }
};

// Status line and headers as they are sent. The length is the body's, but for answers that have
// none by definition; an answer to HEAD has the length that its maker gave it, if it comes without
// the body. Headers that would break the framing are left out.
std::string ReplyHead(const Reply& reply, bool is_head, bool close);
// 204, 304 and answers to HEAD have none, whatever their maker gave them.
bool SendsBody(const Reply& reply, bool is_head);

}  // namespace local
