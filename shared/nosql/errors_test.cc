#include "nosql/errors.h"

#include <catch2/catch_test_macros.hpp>

#include "nosql/testing.h"

namespace nosql {
namespace {

using protocol::Code;

oci::Error Of(Code code) { return ErrorOf(static_cast<int>(code), "m"); }

TEST_CASE("errors: what may be tried again") {
  for (const auto code : {Code::kReadLimitExceeded, Code::kWriteLimitExceeded,
                          Code::kOperationLimitExceeded, Code::kTableNotReady, Code::kServerError,
                          Code::kServiceUnavailable, Code::kTableBusy, Code::kRequestTimeout}) {
    CHECK(Of(code).retryable);
  }
  for (const auto code : {Code::kIllegalArgument, Code::kTableNotFound, Code::kSizeLimitExceeded,
                          Code::kUnknownError, Code::kEtagMismatch}) {
    CHECK_FALSE(Of(code).retryable);
  }
}

TEST_CASE("errors: throttling is marked, and nothing was done") {
  for (const auto code :
       {Code::kReadLimitExceeded, Code::kWriteLimitExceeded, Code::kOperationLimitExceeded}) {
    CHECK(IsThrottling(Of(code)));
    CHECK_FALSE(Of(code).outcome_unknown);
    CHECK(Of(code).code == "TooManyRequests");
  }
  CHECK_FALSE(IsThrottling(Of(Code::kServerError)));
}

TEST_CASE("errors: after failures of the service the outcome is unknown") {
  for (const auto code : {Code::kServerError, Code::kServiceUnavailable, Code::kRequestTimeout,
                          Code::kUnknownError}) {
    CHECK(Of(code).outcome_unknown);
  }
  CHECK_FALSE(Of(Code::kTableBusy).outcome_unknown);
}

TEST_CASE("errors: a code nobody knows keeps its number") {
  const oci::Error error = ErrorOf(77, "new");
  CHECK(error.code == "UnknownError");
  CHECK(error.message == "error code 77: new");
  CHECK_FALSE(error.retryable);
  CHECK(error.outcome_unknown);
}

TEST_CASE("errors: of an answer") {
  CHECK_FALSE(ErrorOfAnswer(testing::Success()));
  // answers about tables have no code when they succeed
  CHECK_FALSE(ErrorOfAnswer(nson::Encode(testing::Map({{"n", testing::Of("t")}}))));
  const auto error = ErrorOfAnswer(testing::Failure(Code::kTableNotFound, "Table not found: t"));
  REQUIRE(error);
  CHECK(error->code == "TableNotFound");
  CHECK(error->message == "Table not found: t");
  CHECK_FALSE(ErrorOfAnswer(nson::Encode(testing::Map(
      {{"r", {.type = nson::Type::kArray, .items = {testing::Map({{"e", testing::Of("x")}})}}}}))));
  CHECK(ErrorOfAnswer("no NSON")->code == "bad_response");
  CHECK(ErrorOfAnswer("")->code == "bad_response");
}

}  // namespace
}  // namespace nosql
