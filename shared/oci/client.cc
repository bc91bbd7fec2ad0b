#include "oci/client.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "oci/json_text.h"

namespace oci {
namespace {

using std::chrono::milliseconds;

constexpr int kTries = 4;
constexpr milliseconds kFirstDelay{50};
constexpr milliseconds kLongestDelay{400};
// short, so that a call that is cancelled meanwhile ends soon
constexpr milliseconds kLongestSleep{50};

constexpr const char* kCircuitOpen = "circuit_open";

// By which the budget tells services apart: the host and the first segment of the path, which is
// the version of the service's API; in the local cloud all have one host.
std::string ServiceOf(const HttpRequest& request) {
  const auto url = SplitUrl(request.url);
  if (!url) return {};
  const std::string_view target = url->target;
  return std::string(url->authority).append(target.substr(0, target.find_first_of("/?", 1)));
}

bool MayRepeat(const Error& error, Retry retry) {
  if (!error.retryable) return false;
  return retry == Retry::kIdempotent || !error.outcome_unknown;
}

}  // namespace

Requester::Requester(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      budget_(std::make_unique<RetryBudget>(dependencies_.retries)) {}

Error Requester::ErrorOf(const HttpResponse& response) {
  Error error{"None", "", response.status,
              std::string(FindHeader(response.headers, "opc-request-id"))};
  const auto body = JsonOf(response.body);
  if (body.is_object()) {
    const auto text = [&body](const char* name) {
      const auto found = body.find(name);
      return found != body.end() && found->is_string() ? found->get<std::string>() : "";
    };
    if (auto code = text("code"); !code.empty()) error.code = std::move(code);
    error.message = text("message");
  }
  if (error.message.empty()) error.message = "HTTP status " + std::to_string(response.status);
  const int status = response.status;
  const bool failed = status == 500 || status == 502 || status == 503 || status == 504;
  error.retryable = failed || status == 429 || (status == 409 && error.code == "IncorrectState");
  error.outcome_unknown = failed;
  return error;
}

// Every request has a signature of its own; a status of 400 or more is a failure.
class Requester::Rest : public Protocol {
 public:
  Rest(const Dependencies& dependencies, BodySigning signing)
      : dependencies_(dependencies), signing_(signing) {}
  Status Sign(Call& call, HttpRequest& request) override {
    OCI_ASSIGN_OR_RETURN(const Credentials credentials, dependencies_.credentials->Get());
    ++call.signatures;
    return SignRequest(request, credentials, dependencies_.clock(), signing_);
  }
  std::optional<Error> ErrorOf(const HttpResponse& response) override {
    return response.status < 400 ? std::nullopt : std::optional(Requester::ErrorOf(response));
  }
  bool Renew() override { return dependencies_.credentials->Refresh(); }

 private:
  const Dependencies& dependencies_;
  BodySigning signing_;
};

// How the last try of a request ended.
struct Requester::Last {
  std::optional<HttpResponse> response;  // nullopt: there was none
  std::optional<Error> error;            // nullopt: the response reports success
};

Result<HttpResponse> Requester::SendOnce(Call& call, HttpRequest& request,
                                         const std::string& service, Retry retry,
                                         Protocol& protocol) {
  OCI_RETURN_IF_ERROR(protocol.Sign(call, request));
  request.repeatable = request.repeatable && retry == Retry::kIdempotent;
  milliseconds timeout = call.TimeLeft();
  if (timeout.count() == 0) return DeadlineExceeded(request.method + " " + request.url);
  if (retry == Retry::kIdempotent) timeout = std::min(timeout, dependencies_.try_timeout);
  if (!budget_->Admit(service, dependencies_.clock()))
    return Error{kCircuitOpen, service + " fails: nothing is sent for a moment", 0, "", true};
  ++call.requests;
  ++round_trips;
  auto answer =
      dependencies_.transport->Send(request, timeout, [&call] { return call.Cancelled(); });
  if (answer.ok()) return answer;
  Error error = std::move(answer).error();
  if (call.TimeLeft().count() == 0) {
    error.code = "deadline_exceeded";
    error.retryable = false;
  } else if (error.code == "deadline_exceeded") {
    error.code = "network_error";  // only this try has run out of time, not the call
    error.retryable = true;
  }
  Note(call, service, error);
  return error;
}

// Tells the budget how a try that was sent ended.
void Requester::Note(const Call& call, const std::string& service,
                     const std::optional<Error>& error) {
  using Outcome = RetryBudget::Outcome;
  if (error && call.Cancelled()) return;
  const bool failed = error && (error->http_status == 0 || error->http_status >= 500);
  const bool throttled = error && error->http_status == 429;
  budget_->Tell(service,
                failed      ? Outcome::kFailed
                : throttled ? Outcome::kThrottled
                            : Outcome::kAnswered,
                dependencies_.clock());
}

// Waits before the next try. False: the call has no time left for one.
bool Requester::Pause(Call& call, int try_number) const {
  const auto longest = std::min(kFirstDelay * (1 << try_number) * 2, kLongestDelay);
  const auto shortest = std::max(kFirstDelay, longest / 2);
  const auto delay = shortest + std::chrono::duration_cast<milliseconds>((longest - shortest) *
                                                                         dependencies_.jitter());
  return Wait(call, delay);
}

bool Requester::Wait(Call& call, milliseconds time) const {
  if (time >= call.TimeLeft()) return false;
  while (time.count() > 0 && !call.Cancelled()) {
    const auto slice = std::min(time, kLongestSleep);
    dependencies_.sleep(slice);
    time -= slice;
  }
  return call.TimeLeft().count() > 0;
}

// The error says that the outcome is unknown when that of any of the tries is.
Requester::Last Requester::SendTries(Call& call, HttpRequest request, Retry retry,
                                     Protocol& protocol) {
  bool renewed = false;
  bool maybe_done = false;
  const std::string service = ServiceOf(request);
  for (int tries = 0;; ++tries) {
    auto answer = SendOnce(call, request, service, retry, protocol);
    std::optional<Error> error = answer.ok() ? protocol.ErrorOf(*answer) : answer.error();
    if (answer.ok()) Note(call, service, error);
    if (answer.ok() && error && error->http_status == 401 && !renewed && protocol.Renew()) {
      renewed = true;
      ++call.retries;
      continue;
    }
    bool last = true;
    if (error) {
      maybe_done = maybe_done || error->outcome_unknown;
      last = tries + 1 >= kTries || !MayRepeat(*error, retry) || !budget_->MayRetry(service) ||
             error->code == kCircuitOpen || !Pause(call, tries);
      error->outcome_unknown = maybe_done;
    }
    if (last) {
      if (answer.ok()) answer->after_lost_try = maybe_done;
      return {answer.ok() ? std::optional(std::move(*answer)) : std::nullopt, std::move(error)};
    }
    ++call.retries;
  }
}

Result<HttpResponse> Requester::SendForAnyStatus(Call& call, HttpRequest request, Retry retry,
                                                 BodySigning signing) {
  Rest rest(dependencies_, signing);
  Last last = SendTries(call, std::move(request), retry, rest);
  if (last.response) return *std::move(last.response);
  return *std::move(last.error);
}

Result<HttpResponse> Requester::Send(Call& call, HttpRequest request, Retry retry,
                                     BodySigning signing) {
  Rest rest(dependencies_, signing);
  return Send(call, std::move(request), retry, rest);
}

Result<HttpResponse> Requester::Send(Call& call, HttpRequest request, Retry retry,
                                     Protocol& protocol) {
  Last last = SendTries(call, std::move(request), retry, protocol);
  if (last.error) return *std::move(last.error);
  return *std::move(last.response);
}

Requester::Dependencies ProcessDependencies(std::shared_ptr<Transport> transport,
                                            std::shared_ptr<CredentialsProvider> credentials) {
  Requester::Dependencies dependencies;
  dependencies.transport = std::move(transport);
  dependencies.credentials = std::move(credentials);
  dependencies.clock = [] { return std::chrono::system_clock::now(); };
  dependencies.jitter = [] {
    thread_local std::minstd_rand engine{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
  dependencies.sleep = [](milliseconds time) { std::this_thread::sleep_for(time); };
  return dependencies;
}

}  // namespace oci
