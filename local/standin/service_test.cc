#include "local/standin/service.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing.h"
#include "oci/functions.h"
#include "oci/logging.h"
#include "oci/nosql.h"
#include "oci/object_storage.h"

namespace standin {
namespace {

using testing::CloudBench;
using testing::Code;

// Every operation of the clients in shared/oci, once.
void CallEverything(CloudBench& bench) {
  auto requester = bench.NewRequester();
  auto call = bench.NewCall();
  oci::object_storage::Client objects(requester, {"http://h:1", kNamespace, "photos"});
  REQUIRE(objects.GetNamespace(call).value() == kNamespace);
  REQUIRE_FALSE(objects.BucketExists(call).value());
  REQUIRE(objects.CreateBucket(call, kCompartmentId).ok());
  REQUIRE(objects.Put(call, "a/b", "bytes", {}).value());
  REQUIRE(objects.Get(call, "a/b", {"bytes=0-1", ""}).value()->status == 206);
  REQUIRE(objects.Head(call, "a/b").value());
  REQUIRE(objects.List(call, "a", "a", 5).ok());
  const auto par = objects
                       .CreatePar(call, "p", "a/b", oci::object_storage::ParAccess::kObjectRead,
                                  bench.now + std::chrono::hours(1))
                       .value();
  REQUIRE(objects.DeletePar(call, par.id).value());
  REQUIRE(objects.Delete(call, "a/b").value());

  oci::nosql::Client tables(requester, {"http://h:1", kCompartmentId});
  const oci::nosql::Key key = {{"id", 1}, {"name", "x:y"}};
  REQUIRE(tables.Get(call, "t", key, oci::nosql::Consistency::kAbsolute).ok());
  REQUIRE(tables.Put(call, "t", {{"id", 1}}).ok());
  REQUIRE(tables.Delete(call, "t", key, "dg==").ok());
  REQUIRE(tables.QueryAll(call, "DECLARE $a LONG; SELECT 1", {{"$a", 1}}).ok());
  REQUIRE(tables.Execute(call, "UPDATE t", {}, false).ok());
  REQUIRE(tables.CreateTable(call, "t", "CREATE", {}).ok());
  REQUIRE(tables.UpdateTableLimits(call, "t", {}).ok());
  REQUIRE(tables.AlterTable(call, "t", "ALTER").ok());
  REQUIRE(tables.DropTable(call, "t").ok());
  REQUIRE(tables.CreateIndex(call, "t", {"i", {"a"}}).ok());
  REQUIRE(tables.GetTable(call, "t").ok());
  REQUIRE(tables.ListIndexes(call, "t").ok());
  REQUIRE(tables.AwaitWorkRequest(call, "w").ok());

  oci::logging::ManagementClient management(requester, "http://h:1", kCompartmentId);
  REQUIRE(management.CreateLogGroup(call, "g").ok());
  const auto group = management.FindLogGroup(call, "g").value().value();
  REQUIRE(management.CreateLog(call, group, "l").ok());
  const auto log = management.FindLog(call, group, "l").value().value();
  oci::logging::IngestionClient ingestion(requester, "http://h:1");
  REQUIRE(ingestion.Push(call, log, "t", "s", {{"i", "d", bench.now}}).ok());

  oci::functions::Client functions(requester, "http://h:1");
  REQUIRE(functions.Invoke(call, "ocid1.fnfunc", "in").value() == "called");
  REQUIRE(functions.InvokeDetached(call, "ocid1.fnfunc", "in").ok());
}

std::vector<Request> RecordEverything(CloudBench& bench) {
  std::vector<Request> requests;
  bench.transport->Observe([&requests](const Request& request) { requests.push_back(request); });
  CallEverything(bench);
  bench.transport->Observe(nullptr);
  return requests;
}

bool IsSigned(const Request& request, const std::string& header) {
  const auto parsed = ParseSignatureHeader(oci::FindHeader(request.headers, "authorization"));
  return std::find(parsed->headers.begin(), parsed->headers.end(), header) != parsed->headers.end();
}

// Calls `refused` with every request that differs from `original` in one signed byte.
template <class Function>
int ForEachChange(const Request& original, Function refused) {
  int changes = 0;
  const auto flip_each = [&](const std::string& text, auto&& member) {
    for (size_t i = 0; i < text.size(); ++i) {
      Request changed = original;
      std::string& target = member(changed);
      target[i] = static_cast<char>(target[i] ^ 1);
      refused(changed);
      ++changes;
    }
  };
  flip_each(original.path, [](Request& r) -> std::string& { return r.path; });
  flip_each(original.query, [](Request& r) -> std::string& { return r.query; });
  for (size_t h = 0; h < original.headers.size(); ++h) {
    if (!IsSigned(original, original.headers[h].first)) continue;
    flip_each(original.headers[h].second,
              [h](Request& r) -> std::string& { return r.headers[h].second; });
  }
  if (IsSigned(original, "x-content-sha256")) {
    flip_each(original.body, [](Request& r) -> std::string& { return r.body; });
  }
  return changes;
}

TEST_CASE("for each client operation any signed byte changed is answered 401") {
  CloudBench bench;
  const auto requests = RecordEverything(bench);
  CHECK(requests.size() == 32);
  int changes = 0;
  for (const Request& original : requests) {
    INFO(original.method << " " << original.path);
    REQUIRE_FALSE(bench.cloud->Refuse(original));
    changes += ForEachChange(original, [&](const Request& changed) {
      REQUIRE(bench.cloud->Handle(changed).status == 401);
    });
  }
  CHECK(changes > 5000);
}

TEST_CASE("for each client operation a clock 6 minutes off is answered 401") {
  CloudBench bench;
  const auto requests = RecordEverything(bench);
  for (const int minutes : {-6, 6}) {
    bench.service_skew = std::chrono::minutes(minutes);
    for (const Request& request : requests) {
      INFO(minutes << " " << request.method << " " << request.path);
      CHECK(bench.cloud->Handle(request).status == 401);
    }
  }
}

TEST_CASE("without a signature nothing is served") {
  CloudBench bench;
  auto requests = RecordEverything(bench);
  for (Request& request : requests) {
    std::erase_if(request.headers,
                  [](const auto& header) { return header.first == "authorization"; });
    CHECK(bench.cloud->Handle(request).status == 401);
  }
}

TEST_CASE("unknown paths are refused by name, after the signature") {
  CloudBench bench;
  auto requester = bench.NewRequester();
  auto call = bench.NewCall();
  for (const char* path : {"/", "/nothing", "/20160918/instances", "/20190828x", "/n2/x"}) {
    INFO(path);
    const auto answer = requester->Send(call, {"GET", std::string("http://h") + path, {}, ""},
                                        oci::Retry::kIdempotent);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().http_status == 501);
    CHECK(answer.error().message.find("not supported by the FotoGal stand-in") !=
          std::string::npos);
    CHECK(bench.cloud->Handle({"GET", path, "", {}, ""}).status == 401);
  }
}

TEST_CASE("every answer carries a request id: the caller's or a new one") {
  CloudBench bench;
  const auto own = bench.cloud->Handle({"GET", "/n", "", {{"opc-request-id", "MINE"}}, ""});
  CHECK(testing::Header(own, "opc-request-id") == "MINE");
  const auto first =
      testing::Header(bench.cloud->Handle({"GET", "/n", "", {}, ""}), "opc-request-id");
  const auto second =
      testing::Header(bench.cloud->Handle({"GET", "/n", "", {}, ""}), "opc-request-id");
  CHECK(first.size() == 32);
  CHECK(first != second);
}

TEST_CASE("requests fail as planned: before or after they took effect") {
  using Fault = InProcessTransport::Fault;
  CloudBench bench;
  auto call = bench.NewCall();
  oci::object_storage::Client objects(bench.NewRequester(), {"http://h:1", kNamespace, "b"});
  REQUIRE(objects.CreateBucket(call, kCompartmentId).ok());
  for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    const int before = bench.transport->requests();
    bench.transport->FailRequest(1, fault);
    oci::object_storage::PutOptions options;
    options.if_absent = true;
    CHECK(
        objects.Put(call, "o" + std::to_string(static_cast<int>(fault)), "bytes", options).value());
    CHECK(bench.transport->requests() == before + (fault == Fault::kLostAnswer ? 3 : 2));
  }
  bench.transport->FailFrom(2, Fault::kLostAnswer);
  CHECK(objects.Head(call, "o0").ok());
  CHECK_FALSE(objects.Delete(call, "o0").ok());
  bench.transport->Recover();
  CHECK_FALSE(objects.Head(call, "o0").value().has_value());
}

}  // namespace
}  // namespace standin
