#include "operate/provision/provision.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "local/standin/nosql/service.h"
#include "local/standin/testing.h"

using namespace operate::provision;
using Fault = standin::InProcessTransport::Fault;

namespace {

// An empty tenancy.
struct Local : standin::testing::CloudBench {
  std::unique_ptr<standin::nosql::Service> tables;
  std::shared_ptr<oci::Requester> requester;
  std::vector<std::string> made;

  Local() {
    MakeTables();
    transport =
        std::make_shared<standin::InProcessTransport>([this](const standin::Request& request) {
          if (!request.path.starts_with("/20190828")) return cloud->Handle(request);
          if (auto refusal = cloud->Refuse(request)) return std::move(*refusal);
          return tables->Handle(request);
        });
    requester = NewRequester();
  }

  // A database with nothing in it.
  void MakeTables() {
    tables = std::move(*standin::nosql::Service::Open({":memory:", [this] { return now; }, false}));
  }
  oci::Result<std::string> Run() {
    made.clear();
    Settings settings;
    settings.compartment_id = standin::kCompartmentId;
    settings.bucket = "photos";
    settings.ddl_per_minute = 0;
    return ProvisionStorage([this] { return NewCall(); },
                            {requester, AllAt("http://h"), std::chrono::milliseconds(1)}, settings,
                            {[this](const std::string& line) { made.push_back(line); }});
  }
  // What the schema asks for and is not there.
  std::string Missing() {
    oci::nosql::Client nosql(requester, {"http://h", standin::kCompartmentId});
    oci::object_storage::Client objects(requester, {"http://h", standin::kNamespace, "photos"});
    auto call = NewCall();
    if (!*objects.BucketExists(call)) return "bucket";
    for (const auto& table : fotogal::schema::Tables()) {
      if (!*nosql.GetTable(call, table.name)) return table.name;
      const auto indexes = *nosql.ListIndexes(call, table.name);
      for (const auto& index : table.indexes) {
        const bool there = std::any_of(indexes.begin(), indexes.end(), [&](const auto& candidate) {
          return candidate.name == index.name && candidate.columns == index.columns;
        });
        if (!there) return table.name + "." + index.name;
      }
    }
    return "";
  }
};

}  // namespace

TEST_CASE("an empty tenancy gets everything, a full one nothing") {
  Local tenancy;
  CHECK(tenancy.Missing() == "bucket");
  const auto log = tenancy.Run();
  REQUIRE(log.ok());
  CHECK_FALSE(log->empty());
  CHECK(tenancy.Missing() == "");
  constexpr size_t kBucketsAndLog = 3;
  CHECK(tenancy.made.size() == fotogal::schema::Tables().size() + kBucketsAndLog);
  const auto again = tenancy.Run();
  REQUIRE(again.ok());
  CHECK(*again == *log);
  CHECK(tenancy.made.empty());
}

TEST_CASE("what is missing is made, what is there is left alone") {
  Local tenancy;
  REQUIRE(tenancy.Run().ok());
  const auto& table = fotogal::schema::Tables().front();
  oci::nosql::Client nosql(tenancy.requester, {"http://h", standin::kCompartmentId});
  auto call = tenancy.NewCall();
  REQUIRE(nosql.DropTable(call, table.name).ok());
  REQUIRE(tenancy.Run().ok());
  CHECK(tenancy.made == std::vector<std::string>{"+ table " + table.name});
  CHECK(tenancy.Missing() == "");
}

TEST_CASE("cut off at any request, the next run finishes it") {
  Local tenancy;  // the first run also makes the bucket and the log
  int cut_short = 0;
  for (const Fault fault : {Fault::kNotReached, Fault::kLostAnswer}) {
    for (int n = 1;; n += 5) {
      INFO("cut at request " << n);
      tenancy.MakeTables();
      tenancy.transport->FailFrom(n, fault);
      const bool done = tenancy.Run().ok();
      tenancy.transport->Recover();
      if (done) break;
      ++cut_short;
      CHECK(tenancy.Run().ok());
      CHECK(tenancy.Missing() == "");
    }
  }
  CHECK(cut_short > 20);
}

TEST_CASE("cut off at the bucket or the log, the next run finishes it") {
  int requests = 0;
  {
    Local tenancy;
    REQUIRE(tenancy.Run().ok());
    requests = tenancy.transport->requests();
  }
  for (const int before_end : {1, 3, 5}) {
    INFO("cut " << before_end << " requests before the end");
    Local tenancy;
    tenancy.transport->FailFrom(requests - before_end, Fault::kLostAnswer);
    CHECK_FALSE(tenancy.Run().ok());
    tenancy.transport->Recover();
    CHECK(tenancy.Run().ok());
    CHECK(tenancy.Missing() == "");
  }
}

TEST_CASE("who has no rights is told so, and nothing is made") {
  Local tenancy, other;
  tenancy.requester = other.NewRequester(tenancy.transport);
  const auto refused = tenancy.Run();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().http_status == 401);
  CHECK(tenancy.made.empty());
}
