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

bool MayRepeat(const Error& error, Retry retry) {
  if (!error.retryable) return false;
  return retry == Retry::kIdempotent || !error.outcome_unknown;
}

}  // namespace

Requester::Requester(Dependencies dependencies) : dependencies_(std::move(dependencies)) {}

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

Result<HttpResponse> Requester::SendOnce(Call& call, HttpRequest& request, Retry retry,
                                         BodySigning signing) {
  OCI_ASSIGN_OR_RETURN(const Credentials credentials, dependencies_.credentials->Get());
  OCI_RETURN_IF_ERROR(SignRequest(request, credentials, dependencies_.clock(), signing));
  request.repeatable = request.repeatable && retry == Retry::kIdempotent;
  milliseconds timeout = call.TimeLeft();
  if (timeout.count() == 0) return DeadlineExceeded(request.method + " " + request.url);
  if (retry == Retry::kIdempotent) timeout = std::min(timeout, dependencies_.try_timeout);
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
  return error;
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

// maybe_done is set when a try ended without an answer, so that it may have taken effect.
Result<HttpResponse> Requester::SendTries(Call& call, HttpRequest request, Retry retry,
                                          BodySigning signing, bool& maybe_done) {
  bool refreshed = false;
  for (int tries = 0;; ++tries) {
    auto answer = SendOnce(call, request, retry, signing);
    if (answer.ok() && answer->status < 400) return answer;
    if (answer.ok() && answer->status == 401 && !refreshed &&
        dependencies_.credentials->Refresh()) {
      refreshed = true;
      ++call.retries;
      continue;
    }
    Error error = answer.ok() ? ErrorOf(*answer) : answer.error();
    const bool last = tries + 1 >= kTries || !MayRepeat(error, retry);
    maybe_done = maybe_done || error.outcome_unknown;
    if (last || !Pause(call, tries)) {
      if (answer.ok()) return answer;
      error.outcome_unknown = maybe_done;
      return error;
    }
    ++call.retries;
  }
}

Result<HttpResponse> Requester::SendForAnyStatus(Call& call, HttpRequest request, Retry retry,
                                                 BodySigning signing) {
  bool maybe_done = false;
  return SendTries(call, std::move(request), retry, signing, maybe_done);
}

Result<HttpResponse> Requester::Send(Call& call, HttpRequest request, Retry retry,
                                     BodySigning signing) {
  bool maybe_done = false;
  auto answer = SendTries(call, std::move(request), retry, signing, maybe_done);
  if (!answer.ok() || answer->status < 400) return answer;
  Error error = ErrorOf(*answer);
  error.outcome_unknown = maybe_done;
  return error;
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
