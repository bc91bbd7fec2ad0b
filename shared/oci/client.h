// What all OCI service clients share: signing, sending, retrying.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/credentials.h"
#include "oci/http.h"
#include "oci/result.h"
#include "oci/signer.h"

namespace oci {

// kNever: sent again only when the request certainly had no effect (it never reached the service,
// or was refused with 429, 401 or 409 IncorrectState), never after an ambiguous failure.
enum class Retry { kIdempotent, kNever };

// Signs each request with the credentials of the moment, sends it within the call's deadline, and
// sends it again (re-dated and re-signed) after a short capped delay with jitter on 429, 500, 502,
// 503, 504, 409 IncorrectState and network errors when `retry` allows. Tries: 4 at most, delays
// 50-400 ms, never past the deadline. Counts into `call`.
class Requester {
 public:
  struct Dependencies {
    std::shared_ptr<Transport> transport;
    std::shared_ptr<CredentialsProvider> credentials;
    Clock clock;
    std::function<double()> jitter;  // uniform in [0, 1)
    // Waits between tries; asked for 50 ms at most at a time.
    std::function<void(std::chrono::milliseconds)> sleep;
    // Of one try of an idempotent request: a connection gone silent must not eat the whole
    // deadline.
    std::chrono::milliseconds try_timeout{10000};
  };
  explicit Requester(Dependencies dependencies);

  // Any HTTP status below 400 comes back as a response; every other one as an Error made from the
  // body's {"code","message"} (code "None" when the body has none).
  Result<HttpResponse> Send(Call& call, HttpRequest request, Retry retry,
                            BodySigning signing = BodySigning::kSigned);
  // As Send, but the service's final answer comes back whatever its status; an Error is a request
  // without an answer.
  Result<HttpResponse> SendForAnyStatus(Call& call, HttpRequest request, Retry retry,
                                        BodySigning signing = BodySigning::kSigned);

  // The Error that Send makes of an answer.
  static Error ErrorOf(const HttpResponse& response);
  // True when a try of the Send that produced `error` may have taken effect without an answer that
  // says so.
  static bool OutcomeUnknown(const Error& error) { return error.outcome_unknown; }

  // Sleeps; false: the call has no time left for it, or was cancelled meanwhile.
  bool Wait(Call& call, std::chrono::milliseconds time) const;

  const Clock& clock() const { return dependencies_.clock; }

 private:
  Result<HttpResponse> SendOnce(Call& call, HttpRequest& request, Retry retry, BodySigning signing);
  Result<HttpResponse> SendTries(Call& call, HttpRequest request, Retry retry, BodySigning signing,
                                 bool& maybe_done);
  bool Pause(Call& call, int try_number) const;
  Dependencies dependencies_;
};

// Real clock, random jitter and sleep.
Requester::Dependencies ProcessDependencies(std::shared_ptr<Transport> transport,
                                            std::shared_ptr<CredentialsProvider> credentials);

}  // namespace oci
