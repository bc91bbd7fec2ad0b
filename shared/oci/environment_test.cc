#include "oci/environment.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

using namespace oci;

TEST_CASE("the process's environment gives values by name, and lists its names") {
  ::setenv("OCI_ENVIRONMENT_TEST", "a=b", 1);
  const auto environment = ProcessEnvironment();
  CHECK(environment("OCI_ENVIRONMENT_TEST") == "a=b");
  CHECK(std::ranges::count(environment.names(), "OCI_ENVIRONMENT_TEST") == 1);
  ::setenv("OCI_ENVIRONMENT_TEST", "", 1);
  CHECK(environment("OCI_ENVIRONMENT_TEST") == "");
  ::unsetenv("OCI_ENVIRONMENT_TEST");
  CHECK_FALSE(environment("OCI_ENVIRONMENT_TEST"));
  CHECK(std::ranges::count(environment.names(), "OCI_ENVIRONMENT_TEST") == 0);
}

TEST_CASE("an environment of a function alone lists no names") {
  const Environment one([](const std::string& name) { return std::optional<std::string>(name); });
  CHECK(one("A") == "A");
  CHECK(one.names().empty());
}
