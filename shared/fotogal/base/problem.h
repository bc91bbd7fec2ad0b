// The error that a client gets: an RFC 9457 problem body with a stable `code`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci/http.h"
#include "oci/result.h"

namespace fotogal {

struct FieldError {
  std::string field;        // as in the request: "username", "X-Caption", "query.limit"
  std::string code;         // stable: "required", "too_long", ...
  std::string message;      // English: what is wrong and what would be right
  std::string reason = {};  // stable, where the code has several causes: "in_future"
};

struct Problem {
  int status = 500;
  std::string code = "internal";
  std::string detail;  // for the client; never contains internal details
  std::vector<FieldError> errors;
  oci::HeaderList headers;          // headers of the response: Retry-After, ...
  std::optional<oci::Error> cause;  // for the log only

  Problem() = default;
  Problem(int http_status, std::string stable_code, std::string detail_for_client)
      : status(http_status), code(std::move(stable_code)), detail(std::move(detail_for_client)) {}
  // An unexpected failure of OCI: 503 when trying again may help, else 500.
  Problem(oci::Error error);  // NOLINT: implicit by design, so that OCI errors rise through Outcome
};

// The result type of everything in this layer.
template <class T>
using Outcome = oci::Result<T, Problem>;
using oci::Unit;

// For oci::ForEach.
oci::Status StatusOf(const Problem& problem);
template <class T>
oci::Status AsStatus(const Outcome<T>& outcome) {
  return outcome.ok() ? oci::Ok() : StatusOf(outcome.error());
}

Problem BadRequest(std::string code, std::string detail);
Problem InvalidFields(std::vector<FieldError> errors);  // 422 invalid_fields
Problem NotFound();  // the same for hidden and for missing things
Problem SessionEnded();
Problem TryAgain(std::string detail);  // 503

// The problem body, application/problem+json.
std::string ToJson(const Problem& problem);

}  // namespace fotogal
