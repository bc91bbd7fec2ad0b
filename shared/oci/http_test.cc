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

}  // namespace
}  // namespace oci
