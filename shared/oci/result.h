// Errors as values: every operation of shared/ that can fail returns Result<T>.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace oci {

// What went wrong. Callers may branch on the code, which is stable.
//   code: an OCI error code as the service spells it ("TooManyRequests", "ETagMismatch",
//     "ObjectNotFound"), or one of this library: "deadline_exceeded", "cancelled",
//     "network_error", "bad_response", "configuration", "invalid_request" (refused before it was
//     sent).
//   message: for logs and operators, never for clients of the service.
//   http_status: of the response; 0 when there was none.
//   opc_request_id: the service's id of the request, for support requests to Oracle; empty when
//     there was no response.
//   retryable: the same request may succeed later.
//   outcome_unknown: the request was sent and got no response, so it may have taken effect.
struct Error {
  std::string code;
  std::string message;
  int http_status = 0;
  std::string opc_request_id;
  bool retryable = false;
  bool outcome_unknown = false;
};

inline Error DeadlineExceeded(std::string during) {
  return {"deadline_exceeded", "no time left for " + std::move(during), 0, "", false};
}
inline Error ConfigurationError(std::string what) {
  return {"configuration", std::move(what), 0, "", false};
}
inline Error InvalidRequest(std::string what) {
  return {"invalid_request", std::move(what), 0, "", false};
}
inline Error BadResponse(std::string what, int http_status, std::string opc_request_id) {
  return {"bad_response", std::move(what), http_status, std::move(opc_request_id), false};
}

// E: the error type of a layer; an error of the layer below converts to it when it is returned.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  template <class Cause>
  requires(std::is_convertible_v<Cause, E> && !std::is_convertible_v<Cause, T>) Result(Cause cause)
      : state_(std::in_place_index<1>, E(std::move(cause))) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }

  E& error() & { return std::get<1>(state_); }
  const E& error() const& { return std::get<1>(state_); }
  E&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, E> state_;
};

struct Unit {};
using Status = Result<Unit>;
inline Status Ok() { return Unit{}; }

}  // namespace oci

#define OCI_CONCAT_INNER(a, b) a##b
#define OCI_CONCAT(a, b) OCI_CONCAT_INNER(a, b)
// OCI_ASSIGN_OR_RETURN(auto row, table.Get(...)): assigns the value, or returns the error from the
// enclosing function.
#define OCI_ASSIGN_OR_RETURN(declaration, expression) \
  OCI_ASSIGN_OR_RETURN_INNER(OCI_CONCAT(oci_result_, __COUNTER__), declaration, expression)
#define OCI_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                       \
  if (!result.ok()) return std::move(result).error();               \
  declaration = std::move(result).value()
#define OCI_RETURN_IF_ERROR(expression) \
  OCI_RETURN_IF_ERROR_INNER(OCI_CONCAT(oci_status_, __COUNTER__), expression)
#define OCI_RETURN_IF_ERROR_INNER(status, expression) \
  if (auto status = (expression); !status.ok()) return std::move(status).error()
