#include "fotogal/base/problem.h"

#include <nlohmann/json.hpp>

#include "oci/json_text.h"

namespace fotogal {

Problem::Problem(oci::Error error) : cause(std::move(error)) {
  // 401: OCI does not take this process's credentials, or one of the two clocks is wrong.
  // Credentials are renewed by themselves, so the client's next try may succeed.
  const bool transient = cause->retryable || cause->http_status == 401 ||
                         cause->code == "deadline_exceeded" || cause->code == "network_error";
  status = transient ? 503 : 500;
  code = transient ? "temporarily_unavailable" : "internal";
  detail = transient ? "The service could not finish the request. Try again."
                     : "The request could not be carried out.";
  if (transient) oci::SetHeader(headers, "Retry-After", "1");
}

oci::Status StatusOf(const Problem& problem) {
  if (problem.cause) return *problem.cause;
  return oci::Error{problem.code, problem.detail, problem.status, "", false};
}

Problem BadRequest(std::string code, std::string detail) {
  return {400, std::move(code), std::move(detail)};
}

Problem InvalidFields(std::vector<FieldError> errors) {
  Problem problem(422, "invalid_fields", "Some fields are not valid.");
  problem.errors = std::move(errors);
  return problem;
}

Problem NotFound() { return {404, "not_found", "There is nothing here, or not for you."}; }

Problem SessionEnded() { return {401, "session_ended", "The session has ended. Log in again."}; }

Problem TryAgain(std::string detail) {
  Problem problem(503, "temporarily_unavailable", std::move(detail));
  oci::SetHeader(problem.headers, "Retry-After", "1");
  return problem;
}

std::string ToJson(const Problem& problem) {
  nlohmann::json body{{"type", "about:blank"},
                      {"status", problem.status},
                      {"code", problem.code},
                      {"detail", problem.detail}};
  for (const auto& error : problem.errors) {
    nlohmann::json told{{"field", error.field}, {"code", error.code}, {"message", error.message}};
    if (!error.reason.empty()) told["reason"] = error.reason;
    body["errors"].push_back(std::move(told));
  }
  return oci::JsonText(body);
}

}  // namespace fotogal
