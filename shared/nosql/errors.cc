#include "nosql/errors.h"

#include <array>

#include "nosql/nson.h"

namespace nosql {
namespace {

using protocol::Code;

enum class Repeat { kNever, kLater };
// kUnknown: the service may have done it although it reports a failure.
enum class Outcome { kNothingDone, kUnknown };

struct Meaning {
  Code code;
  const char* name;
  int http_status;
  Repeat repeat = Repeat::kNever;
  Outcome outcome = Outcome::kNothingDone;
};

// docs/contracts/nosql-protocol.md, "Error codes"
constexpr std::array kMeanings = {
    Meaning{Code::kUnknownOperation, "InvalidParameter", 400},
    Meaning{Code::kTableNotFound, "TableNotFound", 404},
    Meaning{Code::kIndexNotFound, "IndexNotFound", 404},
    Meaning{Code::kIllegalArgument, "InvalidParameter", 400},
    Meaning{Code::kRowSizeLimitExceeded, "RowSizeLimitExceeded", 400},
    Meaning{Code::kKeySizeLimitExceeded, "KeySizeLimitExceeded", 400},
    Meaning{Code::kBatchOpNumberLimitExceeded, "BatchOpNumberLimitExceeded", 400},
    Meaning{Code::kRequestSizeLimitExceeded, "RequestSizeLimitExceeded", 400},
    Meaning{Code::kTableExists, "TableAlreadyExists", 409},
    Meaning{Code::kIndexExists, "IndexAlreadyExists", 409},
    Meaning{Code::kInvalidAuthorization, "InvalidAuthorization", 401},
    Meaning{Code::kInsufficientPermission, "NotAuthorizedOrNotFound", 404},
    Meaning{Code::kResourceExists, "ResourceAlreadyExists", 409},
    Meaning{Code::kResourceNotFound, "ResourceNotFound", 404},
    Meaning{Code::kTableLimitExceeded, "TableLimitExceeded", 400},
    Meaning{Code::kIndexLimitExceeded, "IndexLimitExceeded", 400},
    Meaning{Code::kBadProtocolMessage, "CannotParseRequest", 400},
    Meaning{Code::kEvolutionLimitExceeded, "EvolutionLimitExceeded", 400},
    Meaning{Code::kTableDeploymentLimitExceeded, "TableDeploymentLimitExceeded", 400},
    Meaning{Code::kTenantDeploymentLimitExceeded, "TenantDeploymentLimitExceeded", 400},
    Meaning{Code::kOperationNotSupported, "InvalidParameter", 400},
    Meaning{Code::kEtagMismatch, "ETagMismatch", 412},
    Meaning{Code::kCannotCancelWorkRequest, "CantCancelWorkRequest", 404},
    Meaning{Code::kUnsupportedProtocol, "InvalidParameter", 400},
    Meaning{Code::kTableNotReady, "IncorrectState", 409, Repeat::kLater},
    Meaning{Code::kUnsupportedQueryVersion, "InvalidParameter", 400},
    Meaning{Code::kReadLimitExceeded, "TooManyRequests", 429, Repeat::kLater},
    Meaning{Code::kWriteLimitExceeded, "TooManyRequests", 429, Repeat::kLater},
    Meaning{Code::kSizeLimitExceeded, "SizeLimitExceeded", 400},
    Meaning{Code::kOperationLimitExceeded, "TooManyRequests", 429, Repeat::kLater},
    Meaning{Code::kRequestTimeout, "RequestTimeout", 500, Repeat::kLater, Outcome::kUnknown},
    Meaning{Code::kServerError, "InternalServerError", 500, Repeat::kLater, Outcome::kUnknown},
    Meaning{Code::kServiceUnavailable, "ServiceUnavailable", 503, Repeat::kLater,
            Outcome::kUnknown},
    Meaning{Code::kTableBusy, "IncorrectState", 409, Repeat::kLater},
    Meaning{Code::kSecurityInfoUnavailable, "ServiceUnavailable", 503, Repeat::kLater},
    Meaning{Code::kRetryAuthentication, "RetryAuthentication", 401},
    Meaning{Code::kUnknownError, "UnknownError", 500, Repeat::kNever, Outcome::kUnknown},
    Meaning{Code::kIllegalState, "IllegalState", 500, Repeat::kNever, Outcome::kUnknown},
};

}  // namespace

oci::Error ErrorOf(int code, std::string message) {
  for (const Meaning& meaning : kMeanings) {
    if (static_cast<int>(meaning.code) != code) continue;
    oci::Error error{meaning.name, std::move(message), meaning.http_status, ""};
    error.retryable = meaning.repeat == Repeat::kLater;
    error.outcome_unknown = meaning.outcome == Outcome::kUnknown;
    return error;
  }
  oci::Error error{"UnknownError", "error code " + std::to_string(code) + ": " + message, 500, ""};
  error.outcome_unknown = true;
  return error;
}

bool IsThrottling(const oci::Error& error) { return error.http_status == 429; }

std::optional<oci::Error> ErrorOfAnswer(std::string_view answer) {
  nson::Reader reader(answer);
  std::int64_t code = 0;
  std::string message;
  reader.Map(reader.Next(), [&](std::string_view name, nson::Type type) {
    if (name == protocol::field::kError) {
      code = reader.Integer(type);
    } else if (name == protocol::field::kMessage) {
      message = reader.Text(type);
    } else {
      reader.StepOver(type);  // whoever reads the answer checks what is inside
    }
  });
  if (!reader.ok()) {
    oci::Error error = oci::BadResponse("the answer is not NSON: " + reader.fault(), 200, "");
    error.outcome_unknown = true;
    return error;
  }
  if (code == 0) return std::nullopt;
  return ErrorOf(static_cast<int>(code), std::move(message));
}

}  // namespace nosql
