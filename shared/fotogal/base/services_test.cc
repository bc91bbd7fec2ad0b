#include "fotogal/base/services.h"

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

oci::Result<Services> From(const std::map<std::string, std::string>& variables) {
  return ServicesFromEnvironment([&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

}  // namespace

TEST_CASE("every client reaches the service of its endpoint") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  std::vector<std::string> paths;
  cloud.transport().Observe(
      [&](const standin::Request& request) { paths.push_back(request.path); });
  auto& services = cloud.services();
  CHECK_FALSE(services.nosql
                  ->Get(call, "no_such_table", {{"id", 1}}, oci::nosql::Consistency::kEventual)
                  .ok());
  CHECK(services.objects->Head(call, "no/such/object").ok());
  CHECK(services.functions->InvokeDetached(call, services.config.fanout, "{}").ok());
  REQUIRE(paths.size() == 3);
  const bool rest = services.config.nosql_protocol == NosqlProtocol::kRest;
  CHECK(paths[0].starts_with(rest ? "/20190828/tables/no_such_table" : "/V2/nosql/data"));
  CHECK(paths[1].find("/b/photos/o/") != std::string::npos);
  CHECK(paths[2].find("/functions/" + services.config.fanout.function_id + "/actions/invoke") !=
        std::string::npos);
}

TEST_CASE("a process without credentials or settings says which, and keeps secrets to itself") {
  const auto nothing = From({{"HOME", "/nonexistent"}});
  REQUIRE_FALSE(nothing.ok());
  CHECK(nothing.error().message.find("/nonexistent") != std::string::npos);
  const auto principal = From({{"OCI_RESOURCE_PRINCIPAL_VERSION", "2.2"},
                               {"OCI_RESOURCE_PRINCIPAL_RPST", "secret-token"},
                               {"OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM", "secret-key"},
                               {"OCI_RESOURCE_PRINCIPAL_REGION", "eu-frankfurt-1"}});
  REQUIRE_FALSE(principal.ok());
  CHECK(principal.error().message.find("OCI_RESOURCE_PRINCIPAL_") != std::string::npos);
  CHECK(principal.error().message.find("secret-") == std::string::npos);
}
