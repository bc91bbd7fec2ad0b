#include "operate/command/for_up.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "fotogal/base/schema.h"
#include "operate/provision/testing.h"

using namespace operate;

namespace {

struct UpTenancy : provision::testing::EmptyTenancy {
  std::vector<std::string> said;
  local::Provisioning provisioning = ProvisioningForUp();

  auto Report() {
    return [this](const std::string& line) { said.push_back(line); };
  }
  local::StorageRequest Storage() {
    local::StorageRequest request;
    request.call = Calls();
    request.requester = requester;
    request.standin_url = request.nosql_endpoint = "http://h";
    request.compartment_id = standin::kCompartmentId;
    request.bucket = "photos";
    request.report = Report();
    return request;
  }
};

}  // namespace

TEST_CASE("up creates tables, buckets and the log, and nothing twice") {
  UpTenancy tenancy;
  const auto log = tenancy.provisioning.make_storage(tenancy.Storage());
  REQUIRE(log.ok());
  CHECK(log->starts_with("ocid1.log."));
  CHECK(tenancy.said.size() > fotogal::schema::Tables().size());
  tenancy.said.clear();
  const auto again = tenancy.provisioning.make_storage(tenancy.Storage());
  REQUIRE(again.ok());
  CHECK(*again == *log);
  CHECK(tenancy.said.empty());
}

TEST_CASE("up publishes the web client of the build") {
  UpTenancy tenancy;
  char pattern[] = "/tmp/for-up-test-XXXXXX";
  const std::string folder = mkdtemp(pattern);
  std::ofstream(folder + "/index.html") << "<p>";
  std::ofstream(folder + "/publish.json")
      << R"([{"name": "index.html", "file": "index.html", "content_type": "text/html",
              "cache_control": "no-cache", "content_encoding": ""}])";
  oci::object_storage::Client objects(tenancy.requester, {"http://h", standin::kNamespace, "web"});
  auto call = tenancy.NewCall();
  const local::PagesRequest pages{objects, standin::kCompartmentId, folder, tenancy.Report()};
  REQUIRE(tenancy.provisioning.publish_pages(call, pages).ok());
  std::filesystem::remove_all(folder);
  CHECK(*objects.BucketExists(call));
  const auto page = objects.Head(call, "index.html");
  REQUIRE(page.ok());
  CHECK(page->has_value());
}
