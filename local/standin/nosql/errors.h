// Errors with the statuses and codes of Oracle's service.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "oci/result.h"

namespace standin::nosql {

using oci::Error;
using oci::Result;
using oci::Status;

inline Error InvalidParameter(std::string message) {
  return {"InvalidParameter", std::move(message), 400, "", false};
}
// An error of status 4xx with its own code.
inline Error Refusal(std::string code, std::string message, int status = 400) {
  return {std::move(code), std::move(message), status, "", false};
}
// For features that the stand-in does not implement: it refuses them by name, rather than give a
// wrong answer.
inline Error NotSupported(const std::string& what) {
  return InvalidParameter(what + " is not supported by the FotoGal stand-in");
}
inline Error TableNotFound(std::string name) {
  return {"TableNotFound", "Table not found: " + std::move(name), 404, "", false};
}
inline Error InternalServerError(std::string message) {
  return {"InternalServerError", std::move(message), 500, "", false};
}
inline Error EtagMismatch() {
  return {"ETagMismatch", "The version does not match the existing row or the row is not present.",
          412, "", false};
}
// Prepends the operation to an error's message as the service does: "PUT: Illegal Argument: ...".
inline Error InOperation(std::string_view operation, Error error) {
  if (error.code == "InvalidParameter" && !error.message.starts_with("Failed to create") &&
      !error.message.starts_with("The query doesn't contain"))
    error.message = std::string(operation) + ": Illegal Argument: " + error.message;
  return error;
}
inline Error ComplexQuery() {
  return InvalidParameter("The driver or SDK being used does not support complex query.");
}

}  // namespace standin::nosql
