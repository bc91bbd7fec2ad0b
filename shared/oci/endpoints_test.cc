#include "oci/endpoints.h"

#include <catch2/catch_test_macros.hpp>

namespace oci {
namespace {

TEST_CASE("endpoints of a region") {
  CHECK(NoSqlEndpoint("us-phoenix-1") == "https://nosql.us-phoenix-1.oci.oraclecloud.com");
  CHECK(NoSqlEndpoint("PHX") == "https://nosql.us-phoenix-1.oci.oraclecloud.com");
  CHECK(ObjectStorageEndpoint("sa-saopaulo-1") ==
        "https://objectstorage.sa-saopaulo-1.oraclecloud.com");
  CHECK(LoggingIngestionEndpoint("fra") ==
        "https://ingestion.logging.eu-frankfurt-1.oci.oraclecloud.com");
  CHECK(LoggingEndpoint("me-alrayyan-1") == "https://logging.me-alrayyan-1.oci.oraclecloud21.com");
  CHECK(FunctionsEndpoint("us-luke-1") == "https://functions.us-luke-1.oci.oraclegovcloud.com");
  CHECK(NoSqlEndpoint("xx-new-9") == "https://nosql.xx-new-9.oci.oraclecloud.com");
  CHECK(RegionDomain("xx-new-9", "oraclecloud8.com") == "oraclecloud8.com");
}

}  // namespace
}  // namespace oci
