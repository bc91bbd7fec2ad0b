// One request as it goes out: its head and its body, piece by piece. Knows nothing of sockets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oci/http.h"
#include "oci/result.h"
#include "oci/signer.h"

namespace oci {

class OutgoingRequest {
 public:
  // `request` must live as long as this. An error with the code "invalid_request" when the request
  // contains what would end a line of the head, so that nobody can add headers by way of a value.
  // Content-Length is computed from the body, whatever the request's headers say.
  static Result<OutgoingRequest> Make(const HttpRequest& request, const UrlParts& url);

  // The next bytes to send: the same ones, at the same place, until Advance(), because TLS wants to
  // be given again what it could not send at once. Empty when there are no more.
  std::string_view Next();
  void Advance(size_t sent);
  bool done() const { return pending_.empty() && started_ && loaded_ == body_bytes_; }
  // The source of the body had less than it promised.
  bool source_ended() const { return source_ended_; }

  void Rewind();  // to the beginning, for another connection

 private:
  OutgoingRequest(const HttpRequest& request, std::string head, uint64_t body_bytes);
  void Start();
  void Load();
  size_t ReadSource(char* to, size_t room);

  const HttpRequest* request_;
  std::string first_;  // the head, and as much of the body as goes out with it
  size_t head_bytes_;
  std::string buffer_;  // a later piece of a body that is read from a source
  uint64_t body_bytes_;
  uint64_t loaded_ = 0;  // bytes of the body that were given out
  std::string_view pending_;
  bool started_ = false, source_ended_ = false;
};

}  // namespace oci
