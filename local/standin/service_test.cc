#include "local/standin/service.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing.h"
#include "oci/object_storage.h"

namespace standin {
namespace {

using testing::CloudBench;

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

TEST_CASE("services beyond the local cloud are refused by their names, after the signature") {
  CloudBench bench;
  auto requester = bench.NewRequester();
  auto call = bench.NewCall();
  for (const auto& [path, service] : std::vector<std::pair<std::string, std::string>>{
           {"/20180401/alarms", "Monitoring"},
           {"/20180401/metrics/actions/listMetrics", "Monitoring"},
           {"/20181201/topics", "Notifications"},
           {"/20181201/subscriptions/x", "Notifications"},
           {"/20180917/stacks", "Resource Manager"}}) {
    INFO(path);
    const auto answer =
        requester->Send(call, {"GET", "http://h" + path, {}, ""}, oci::Retry::kIdempotent);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().http_status == 501);
    CHECK(answer.error().message.find(service) != std::string::npos);
    CHECK(answer.error().message.find("is beyond the local cloud") != std::string::npos);
    CHECK(bench.cloud->Handle({"GET", path, "", {}, ""}).status == 401);
  }
}

TEST_CASE("each service is found by its path") {
  CloudBench bench;
  auto requester = bench.NewRequester();
  auto call = bench.NewCall();
  const std::string in = std::string("?compartmentId=") + kCompartmentId;
  for (const std::string& target :
       {std::string("/n"), "/workRequests" + in, "/20200531/logGroups" + in,
        std::string("/20160918/regions"), std::string("/20160918/tenancies/") + kTenancyId,
        std::string("/20160918/users/") + kUserId + "/authTokens",
        std::string("/20160918/compartments/") + kCompartmentId,
        std::string("/20160918/subnets/ocid1.subnet.oc1..local"), "/20181201/applications" + in}) {
    INFO(target);
    CHECK(
        requester->Send(call, {"GET", "http://h" + target, {}, ""}, oci::Retry::kIdempotent).ok());
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
