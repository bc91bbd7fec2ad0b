#include "oci/http.h"

#include <catch2/catch_test_macros.hpp>

namespace oci {
namespace {

TEST_CASE("headers compare without case and are set once") {
  HeaderList headers = {{"A", "1"}, {"b", "2"}, {"a", "3"}};
  CHECK(FindHeader(headers, "a") == "1");
  CHECK(FindHeader(headers, "c").empty());
  SetHeader(headers, "a", "4");
  SetHeader(headers, "C", "5");
  CHECK(headers == HeaderList{{"A", "4"}, {"b", "2"}, {"C", "5"}});
}

TEST_CASE("all but the unreserved characters of RFC 3986 are percent-encoded") {
  CHECK(PercentEncode("aZ9-._~ /+%&=\xC3\xBC") == "aZ9-._~%20%2F%2B%25%26%3D%C3%BC");
  CHECK(PercentEncode("").empty());
}

}  // namespace
}  // namespace oci
