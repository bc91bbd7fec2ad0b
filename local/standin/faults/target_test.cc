#include "local/standin/faults/target.h"

#include <catch2/catch_test_macros.hpp>

#include "nosql/nson.h"
#include "nosql/protocol.h"

using namespace standin;
namespace protocol = ::nosql::protocol;

namespace {

std::string TargetText(const std::string& method, const std::string& path,
                       const std::string& body = "") {
  const auto target = TargetOf({method, path, "", {}, body});
  return target.service + " " + target.operation +
         (target.function.empty() ? "" : " " + target.function) + (target.is_driver ? " d" : "");
}

std::string DriverBody(protocol::Operation operation) {
  ::nosql::nson::Writer writer;
  writer.Bytes(protocol::kVersionBytes);
  writer.BeginMap();
  writer.Name(protocol::field::kHeader);
  writer.BeginMap();
  writer.Name(protocol::field::kTable);
  writer.String("users");
  writer.Name(protocol::field::kOperation);
  writer.Integer(static_cast<int>(operation));
  writer.EndMap();
  writer.EndMap();
  return writer.Take();
}

}  // namespace

TEST_CASE("paths tell the service and what is asked of it") {
  CHECK(TargetText("GET", "/20190828/tables/t/rows") == "nosql read");
  CHECK(TargetText("PUT", "/20190828/tables/t/rows") == "nosql write");
  CHECK(TargetText("POST", "/20190828/query") == "nosql query");
  CHECK(TargetText("GET", "/20190828/query/prepare") == "nosql query");
  CHECK(TargetText("POST", "/20190828/tables") == "nosql table");
  CHECK(TargetText("GET", "/n/ns/b/photos/o") == "object-storage list");
  CHECK(TargetText("GET", "/n/ns/b/photos/o/1.jpg") == "object-storage read");
  CHECK(TargetText("PUT", "/n/ns/b/photos/o/o") == "object-storage write");
  CHECK(TargetText("GET", "/p/secret/n/ns/b/photos/o/1.jpg") == "object-storage read");
  CHECK(TargetText("POST", "/20200831/logs/l/actions/push") == "logging write");
  CHECK(TargetText("POST", "/20220926/actions/submitEmail") == "email write");
  CHECK(TargetText("GET", "/20160918/regions") == "identity read");
  CHECK(TargetText("GET", "/20181201/functions/ocid1.fnfunc.oc1..x") == "management read");
  CHECK(TargetText("GET", "/nothing") == "management read");
  CHECK(TargetText("POST", "/20181201/functions/ocid1.fnfunc.oc1..fotogal.feed/actions/invoke") ==
        "functions invoke feed");
}

TEST_CASE("requests of drivers are told apart by what stands in their header") {
  using enum protocol::Operation;
  const std::string path(protocol::kPath);
  CHECK(TargetText("POST", path, DriverBody(kGet)) == "nosql read d");
  CHECK(TargetText("POST", path, DriverBody(kPutIfAbsent)) == "nosql write d");
  CHECK(TargetText("POST", path, DriverBody(kWriteMultiple)) == "nosql write d");
  CHECK(TargetText("POST", path, DriverBody(kQuery)) == "nosql query d");
  CHECK(TargetText("POST", path, DriverBody(kListTables)) == "nosql table d");
  for (const char* broken : {"", "\0", "no request"})
    CHECK(TargetText("POST", path, broken) == "nosql table d");
}
