// Compartments, networks and certificates: what the creation of a resource asks for and adds.
#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing_certificate.h"
#include "local/standin/testing_management.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Header;
using testing::ManagementBench;

constexpr const char* kCompartments = "/20160918/compartments";

json Compartment(const std::string& name, const std::string& in = "t") {
  return {{"compartmentId", in}, {"name", name}, {"description", "d"}};
}

std::string Listed(ManagementBench& bench, const std::string& query) {
  std::string names;
  for (const json& each : json::parse(bench.Send("GET", kCompartments + query).body))
    names += each["name"].get<std::string>() + " ";
  return names;
}

TEST_CASE("a compartment is made in the tenancy or in another one, and is there after a restart") {
  ManagementBench bench;
  const auto id = bench.Made(kCompartments, Compartment("fotogal"));
  CHECK(id.starts_with("ocid1.compartment.oc1.local."));
  CHECK(bench.Get(kCompartments, id)["lifecycleState"] == "CREATING");
  const auto inner = bench.Made(kCompartments, Compartment("inner", id));
  bench.Open();
  const json made = bench.Get(kCompartments, id);
  CHECK(made["lifecycleState"] == "ACTIVE");
  CHECK(made["compartmentId"] == "t");
  CHECK(made["description"] == "d");
  CHECK(bench.Get(kCompartments, "c")["name"] == "local");
  CHECK(Listed(bench, "?compartmentId=t&name=fotogal") == "fotogal ");
  CHECK(Listed(bench, "?compartmentId=" + id) == "inner ");
  CHECK(Listed(bench, "?compartmentId=t").find("inner") == std::string::npos);
  CHECK(Listed(bench, "?compartmentId=t&compartmentIdInSubtree=true").find("inner") !=
        std::string::npos);
  CHECK(Listed(bench, "?compartmentId=" + id + "&compartmentIdInSubtree=true") == "inner ");
  CHECK(Listed(bench, "?compartmentId=t&lifecycleState=DELETED").empty());
  // As Oracle's Python SDK asks.
  CHECK(bench.Send("GET", std::string(kCompartments) + "/?compartmentId=t").status == 200);
}

TEST_CASE("a compartment's name is given once in its parent, and its parent exists") {
  ManagementBench bench;
  const auto id = bench.Made(kCompartments, Compartment("fotogal"));
  CHECK(Code(bench.Make(kCompartments, Compartment("fotogal"))) == "Conflict");
  CHECK(bench.Make(kCompartments, Compartment("fotogal", id)).status == 200);
  CHECK(bench.Make(kCompartments, Compartment("x", "none")).status == 404);
  CHECK(bench.Make(kCompartments, {{"compartmentId", "t"}, {"name", "x"}}).status == 400);
  const std::string path = std::string(kCompartments) + "/" + id;
  CHECK(bench.Send("PUT", path, R"({"description":"new"})").status == 200);
  CHECK(bench.Get(kCompartments, id)["description"] == "new");
  CHECK(bench.Send("PUT", path, R"({"compartmentId":"c"})").status == 400);
  CHECK(bench.Send("DELETE", path).status == 501);
}

TEST_CASE("a new compartment can have what the first one can have") {
  ManagementBench bench;
  const auto id = bench.Made(kCompartments, Compartment("fotogal"));
  const auto application =
      bench.Made("/20181201/applications",
                 {{"compartmentId", id}, {"displayName", "app"}, {"subnetIds", {"s"}}});
  const auto function =
      bench.Made("/20181201/functions",
                 {{"applicationId", application}, {"displayName", "f"}, {"memoryInMBs", 128}});
  CHECK(bench.Get("/20181201/functions", function)["compartmentId"] == id);
  const auto list = [&](const std::string& compartment) {
    return json::parse(
        bench.Send("GET", "/20181201/applications?compartmentId=" + compartment).body);
  };
  CHECK(list(id).size() == 1);
  CHECK(list("c").empty());
  CHECK(bench
            .Make("/20190501/gateways",
                  {{"compartmentId", id}, {"endpointType", "PUBLIC"}, {"subnetId", "s"}})
            .status == 200);
  CHECK(bench
            .Make("/20160918/policies", {{"compartmentId", id},
                                         {"name", "p"},
                                         {"description", "d"},
                                         {"statements", {"Allow any-user to ..."}}})
            .status == 200);
}

TEST_CASE("a network has a route table and a security list, which its subnets have too") {
  ManagementBench bench;
  const auto vcn =
      bench.Made("/20160918/vcns", {{"compartmentId", "c"}, {"cidrBlocks", {"10.0.0.0/16"}}});
  CHECK(bench.Get("/20160918/vcns", vcn)["lifecycleState"] == "PROVISIONING");
  const json network = bench.Get("/20160918/vcns", vcn);
  CHECK(network["lifecycleState"] == "AVAILABLE");
  CHECK(network["cidrBlock"] == "10.0.0.0/16");
  const json routes = bench.Get("/20160918/routeTables", network["defaultRouteTableId"]);
  CHECK(routes["vcnId"] == vcn);
  const auto subnet = bench.Made("/20160918/subnets", {{"compartmentId", "c"},
                                                       {"vcnId", vcn},
                                                       {"displayName", "fotogal"},
                                                       {"cidrBlock", "10.0.0.0/24"}});
  const json made = bench.Get("/20160918/subnets", subnet);
  CHECK(made["routeTableId"] == routes["id"]);
  CHECK(made["securityListIds"] == json::array({network["defaultSecurityListId"]}));
  CHECK(made["ipv4CidrBlocks"] == json::array({"10.0.0.0/24"}));
  const auto in_network = [&](const std::string& of) {
    return json::parse(bench.Send("GET", "/20160918/subnets?compartmentId=c&vcnId=" + of).body)
        .size();
  };
  CHECK(in_network(vcn) == 1);
  CHECK(bench.Send("GET", "/20160918/subnets/?compartmentId=c").status == 200);
  CHECK(in_network("none") == 0);
  // What is in use stays; the parts that were made with the network go with it.
  CHECK(bench.Send("DELETE", "/20160918/vcns/" + vcn).status == 409);
  CHECK(bench.Send("DELETE", "/20160918/routeTables/" + routes["id"].get<std::string>()).status ==
        409);
  CHECK(bench.Send("DELETE", "/20160918/subnets/" + subnet).status == 204);
  CHECK(bench.Send("DELETE", "/20160918/vcns/" + vcn).status == 204);
  CHECK(bench.Send("GET", "/20160918/routeTables/" + routes["id"].get<std::string>()).status ==
        404);
}

TEST_CASE("a network without addresses, and a part of none, are refused") {
  ManagementBench bench;
  CHECK(bench.Make("/20160918/vcns", {{"compartmentId", "c"}}).status == 400);
  CHECK(bench.Make("/20160918/vcns", {{"compartmentId", "c"}, {"cidrBlocks", json::array()}})
            .status == 400);
  CHECK(bench
            .Make("/20160918/subnets",
                  {{"compartmentId", "c"}, {"vcnId", "none"}, {"cidrBlock", "10.0.0.0/24"}})
            .status == 404);
  CHECK(bench.Make("/20160918/subnets", {{"compartmentId", "c"}, {"vcnId", "ocid1.vcn.oc1..local"}})
            .status == 400);
}

TEST_CASE("the subnet that provisioning names by itself is there from the start") {
  ManagementBench bench;
  const json subnet = bench.Get("/20160918/subnets", "ocid1.subnet.oc1..local");
  CHECK(subnet["lifecycleState"] == "AVAILABLE");
  CHECK(subnet["compartmentId"] == "c");
  CHECK(bench.Get("/20160918/vcns", subnet["vcnId"])["cidrBlock"] == "10.0.0.0/16");
  CHECK(bench.Send("DELETE", "/20160918/subnets/ocid1.subnet.oc1..local").status == 409);
}

TEST_CASE("a certificate is kept without its key, and a gateway takes one that exists") {
  ManagementBench bench;
  const auto made = bench.Make("/20190501/certificates", {{"compartmentId", "c"},
                                                          {"displayName", "photos"},
                                                          {"certificate", testing::kCertificate},
                                                          {"privateKey", "secret"}});
  REQUIRE(made.status == 200);
  const json certificate = json::parse(made.body);
  CHECK_FALSE(certificate.contains("privateKey"));
  CHECK(certificate["subjectNames"] == json{"photos.example.com", "www.example.com"});
  CHECK(certificate["timeNotValidAfter"] == testing::kCertificateEnds);
  CHECK(bench
            .Make("/20190501/certificates",
                  {{"compartmentId", "c"}, {"certificate", "x"}, {"privateKey", "y"}})
            .status == 400);
  const auto gateway =
      bench.Made("/20190501/gateways",
                 {{"compartmentId", "c"}, {"endpointType", "PUBLIC"}, {"subnetId", "s"}});
  const std::string path = "/20190501/gateways/" + gateway;
  CHECK(bench.Send("PUT", path, R"({"certificateId":"none"})").status == 404);
  CHECK(bench.Send("PUT", path, json{{"certificateId", certificate["id"]}}.dump()).status == 200);
  CHECK(bench.Get("/20190501/gateways", gateway)["ipAddresses"][0]["ipAddress"] == "127.0.0.1");
  CHECK(bench.Send("DELETE", "/20190501/certificates/" + certificate["id"].get<std::string>())
            .status == 409);
}

TEST_CASE("a work request says what was made, changed or deleted, and where it is") {
  ManagementBench bench;
  const auto made = bench.Make(
      "/20190501/gateways", {{"compartmentId", "c"}, {"endpointType", "PUBLIC"}, {"subnetId", "s"}},
      {{"opc-retry-token", "once"}});
  const std::string id = json::parse(made.body)["id"], uri = "/20190501/gateways/" + id;
  const auto changed = bench.Send("PUT", uri, R"({"displayName":"new"})");
  const auto deleted = bench.Send("DELETE", uri);
  const auto work_of = [&](const Response& response) {
    return json::parse(
        bench.Send("GET", "/20190501/workRequests/" + Header(response, "opc-work-request-id"))
            .body);
  };
  for (const auto& [response, verb] : {std::pair<const Response&, std::string>(made, "CREATE"),
                                       {changed, "UPDATE"},
                                       {deleted, "DELETE"}}) {
    const json work = work_of(response);
    CHECK(work["operationType"] == verb + "_GATEWAY");
    CHECK(work["status"] == "SUCCEEDED");
    CHECK(work["compartmentId"] == "c");
    CHECK(work["timeFinished"] == "2026-11-21T14:00:00.000Z");
    CHECK(work["resources"] == json{{{"actionType", verb + "D"},
                                     {"entityType", "gateway"},
                                     {"identifier", id},
                                     {"entityUri", uri}}});
  }
  const auto listed = bench.Send("GET", "/20190501/workRequests?compartmentId=c");
  CHECK(json::parse(listed.body)["items"].size() == 3);
  CHECK(json::parse(listed.body)["items"][0] == work_of(deleted));
  CHECK(bench.Send("GET", "/20190501/workRequests").status == 400);
  const std::string work = "/20190501/workRequests/" + Header(made, "opc-work-request-id");
  CHECK(bench.Send("GET", work + "/errors").status == 200);
  CHECK(bench.Send("GET", work + "/logs").status == 200);
  CHECK(bench.Send("GET", "/20190501/workRequests/none/logs").status == 404);
  CHECK(bench.Send("DELETE", work).status == 404);
}

TEST_CASE("a creation that is repeated has the work request of the first") {
  ManagementBench bench;
  const json details = {{"compartmentId", "c"}, {"endpointType", "PUBLIC"}, {"subnetId", "s"}};
  const oci::HeaderList token{{"opc-retry-token", "once"}};
  const auto first = bench.Make("/20190501/gateways", details, token);
  bench.Open();
  const auto again = bench.Make("/20190501/gateways", details, token);
  CHECK_FALSE(Header(first, "opc-work-request-id").empty());
  CHECK(Header(again, "opc-work-request-id") == Header(first, "opc-work-request-id"));
}

}  // namespace
}  // namespace standin
