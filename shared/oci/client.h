// What all OCI service clients share: signing, sending, retrying.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/credentials.h"
#include "oci/http.h"
#include "oci/result.h"

namespace oci {

enum class BodySigning { kSigned, kExcluded };  // kExcluded: PutObject and UploadPart only
enum class Retry { kIdempotent, kNever };

// Signs each request with the credentials of the moment, sends it within the call's deadline, and sends it again (re-dated
// and re-signed) after a short capped delay with jitter on 429, 500, 502, 503, 504, 409 IncorrectState and network errors
// when `retry` allows. Tries: 4 at most, delays 50-400 ms, never past the deadline. Counts into `call`.
class Requester {
 public:
  struct Dependencies {
    std::shared_ptr<Transport> transport;
    std::shared_ptr<CredentialsProvider> credentials;
    Clock clock;
    std::function<double()> jitter;                          // uniform in [0, 1)
    std::function<void(std::chrono::milliseconds)> sleep;    // waits between tries
  };
  explicit Requester(Dependencies dependencies);

  // Any HTTP status below 400 come back as a response; every other
  // one as an Error made from the body's {"code","message"}.
  Result<HttpResponse> Send(Call& call, HttpRequest request, Retry retry, BodySigning signing = BodySigning::kSigned);

  // True when the last try of the Send that produced `error` may have reached the service without an answer.
  static bool OutcomeUnknown(const Error& error);

  const Clock& clock() const { return dependencies_.clock; }

 private:
  Result<HttpResponse> SendOnce(Call& call, HttpRequest request, BodySigning signing);
  Dependencies dependencies_;
};

}  // namespace oci
