// What the clients of all OCI services use: it signs requests, sends them and retries.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "oci/call.h"
#include "oci/credentials.h"
#include "oci/http.h"
#include "oci/result.h"
#include "oci/retry_budget.h"
#include "oci/signer.h"

namespace oci {

// Which failures are retried. kNever: only those after which the request certainly had no effect
// (it never reached the service, or was refused with 429, 401 or 409 IncorrectState); never a
// failure after which it may have had one.
enum class Retry { kIdempotent, kNever };

// How requests of a protocol are signed and which responses report a failure. REST's way is built
// in; shared/nosql has another. May be used from several threads at once.
class Protocol {
 public:
  virtual ~Protocol() = default;
  // Called before each try, with the request as the try before left it. Counts the signature that
  // it makes, if it makes one, into the call.
  virtual Status Sign(Call& call, HttpRequest& request) = 0;
  // nullopt: the response reports success.
  virtual std::optional<Error> ErrorOf(const HttpResponse& response) = 0;
  // Called after a 401, once for each request. True: the next try may have other credentials.
  virtual bool Renew() = 0;
};

// Signs each request with the current credentials, sends it within the call's deadline, and retries
// it (with a new date and signature) after a short random delay on 429, 500, 502, 503, 504, 409
// IncorrectState and network errors when `retry` allows. At most 4 tries; delays of 50 to 400 ms,
// never past the deadline; fewer or none while a service fails (retry_budget.h). When it is left
// alone for a moment, the error is `circuit_open`, and nothing was sent. Counts requests, retries
// and time into `call`.
class Requester {
 public:
  struct Dependencies {
    std::shared_ptr<Transport> transport;
    std::shared_ptr<CredentialsProvider> credentials;
    Clock clock;
    std::function<double()> jitter;  // uniform in [0, 1)
    // Waits between tries; a longer wait is made of several calls of at most 50 ms.
    std::function<void(std::chrono::milliseconds)> sleep;
    // How long one try of an idempotent request may take, so that a connection that no longer
    // answers does not use up the whole deadline.
    std::chrono::milliseconds try_timeout{10000};
    RetryBudget::Limits retries = {};
  };
  explicit Requester(Dependencies dependencies);

  // A response with an HTTP status below 400 is the result. A response of 400 or more becomes an
  // Error with the code and message of its body {"code","message"} (code "None" when the body has
  // none).
  Result<HttpResponse> Send(Call& call, HttpRequest request, Retry retry,
                            BodySigning signing = BodySigning::kSigned);
  // As Send, but the last response is the result whatever its status. An Error means that there was
  // no response.
  Result<HttpResponse> SendForAnyStatus(Call& call, HttpRequest request, Retry retry,
                                        BodySigning signing = BodySigning::kSigned);

  // The same tries and delays for another protocol.
  Result<HttpResponse> Send(Call& call, HttpRequest request, Retry retry, Protocol& protocol);

  // The Error that Send returns for such a response.
  static Error ErrorOf(const HttpResponse& response);
  // True when a try of the Send that returned `error` was sent and got no response, so that it may
  // have taken effect.
  static bool OutcomeUnknown(const Error& error) { return error.outcome_unknown; }

  // Sleeps. False: the call has less time left than that, or was cancelled meanwhile.
  bool Wait(Call& call, std::chrono::milliseconds time) const;

  const Clock& clock() const { return dependencies_.clock; }
  const std::shared_ptr<CredentialsProvider>& credentials() const {
    return dependencies_.credentials;
  }

 private:
  class Rest;
  struct Last;
  Result<HttpResponse> SendOnce(Call& call, HttpRequest& request, const std::string& service,
                                Retry retry, Protocol& protocol);
  Last SendTries(Call& call, HttpRequest request, Retry retry, Protocol& protocol);
  void Note(const Call& call, const std::string& service, const std::optional<Error>& error);
  bool Pause(Call& call, int try_number) const;
  Dependencies dependencies_;
  std::unique_ptr<RetryBudget> budget_;
};

// Dependencies with the real clock, random jitter and real sleep.
Requester::Dependencies ProcessDependencies(std::shared_ptr<Transport> transport,
                                            std::shared_ptr<CredentialsProvider> credentials);

}  // namespace oci
