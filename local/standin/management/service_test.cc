#include "local/standin/management/service.h"

#include <catch2/catch_test_macros.hpp>

#include "local/specification/testing.h"
#include "local/standin/base/files.h"
#include "local/standin/testing_management.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Code;
using testing::Header;

constexpr char kApplications[] = "/20181201/applications", kFunctions[] = "/20181201/functions";
constexpr char kGateways[] = "/20190501/gateways", kDeployments[] = "/20190501/deployments";

using Bench = testing::ManagementBench;

TEST_CASE("what is made is being made until it has been looked at once") {
  Bench bench;
  const auto id = bench.Application();
  CHECK(id.starts_with("ocid1.fnapp.oc1.local."));
  CHECK(bench.Get(kApplications, id)["lifecycleState"] == "CREATING");
  const json application = bench.Get(kApplications, id);
  CHECK(application["lifecycleState"] == "ACTIVE");
  CHECK(application["timeCreated"] == "2026-11-21T14:00:00.000Z");
  CHECK(application["config"] == json::object());
  const auto listed = bench.Send("GET", std::string(kApplications) + "?compartmentId=c");
  CHECK(json::parse(listed.body).size() == 1);  // Functions lists without a frame
  CHECK(json::parse(bench.Send("GET", std::string(kGateways) + "?compartmentId=c").body) ==
        json{{"items", json::array()}});
}

TEST_CASE("a list is asked by its scope, and narrowed by a name") {
  Bench bench;
  bench.Application("one");
  const auto two = bench.Application("two");
  const auto count = [&](const std::string& query) {
    return json::parse(bench.Send("GET", kApplications + query).body).size();
  };
  CHECK(count("?compartmentId=c") == 2);
  CHECK(count("?compartmentId=c&displayName=two") == 1);
  CHECK(count("?compartmentId=c&displayName=tw") == 0);
  CHECK(count("?compartmentId=other") == 0);
  CHECK(bench.Send("GET", kApplications).status == 400);
  CHECK(bench.Send("GET", std::string(kFunctions) + "?compartmentId=c").status == 400);
  CHECK(json::parse(bench.Send("GET", std::string(kFunctions) + "?applicationId=" + two).body)
            .empty());
}

TEST_CASE("what a creation lacks, or belongs to nobody, is refused and not made") {
  Bench bench;
  for (const char* body : {"", "[]", "{", R"({"compartmentId":"c","displayName":"a"})",
                           R"({"compartmentId":"c","displayName":"a","subnetIds":null})"}) {
    INFO(body);
    const auto refused = bench.Send("POST", kApplications, body);
    CHECK(refused.status == 400);
    CHECK(Code(refused) == "InvalidParameter");
  }
  const auto elsewhere = bench.Make(
      kApplications, {{"compartmentId", "other"}, {"displayName", "a"}, {"subnetIds", {"s"}}});
  CHECK(elsewhere.status == 404);
  const auto orphan = bench.Make(
      kFunctions, {{"applicationId", "none"}, {"displayName", "f"}, {"memoryInMBs", 128}});
  CHECK(Code(orphan) == "NotAuthorizedOrNotFound");
  CHECK(
      json::parse(bench.Send("GET", std::string(kApplications) + "?compartmentId=c").body).empty());
}

TEST_CASE("one name is given once in its scope; a creation asked again is answered again") {
  Bench bench;
  const auto app = bench.Application(), other = bench.Application("other");
  const json details{{"applicationId", app}, {"displayName", "f"}, {"memoryInMBs", 128}};
  const oci::HeaderList token{{"opc-retry-token", "once"}};
  const auto first = bench.Make(kFunctions, details, token);
  REQUIRE(first.status == 200);
  CHECK(bench.Make(kFunctions, details, token).body == first.body);
  bench.Open();  // the token outlives the process
  CHECK(bench.Make(kFunctions, details, token).body == first.body);
  const auto twin = bench.Make(kFunctions, details, {{"opc-retry-token", "another"}});
  CHECK(twin.status == 409);
  CHECK(Code(twin) == "Conflict");
  CHECK(bench.Make(kFunctions, details).status == 409);
  json elsewhere = details;
  elsewhere["applicationId"] = other;
  CHECK(bench.Make(kFunctions, elsewhere).status == 200);
  // Gateways of one name may be several.
  const json gateway{
      {"compartmentId", "c"}, {"displayName", "g"}, {"endpointType", "PUBLIC"}, {"subnetId", "s"}};
  CHECK(bench.Made(kGateways, gateway) != bench.Made(kGateways, gateway));
}

TEST_CASE("only what OCI lets be changed is changed, and by who has seen it as it is") {
  Bench bench;
  const auto app = bench.Application();
  bench.Get(kApplications, app);
  const std::string path = std::string(kApplications) + "/" + app;
  const auto etag = Header(bench.Send("GET", path), "etag");
  const std::string change = R"({"config":{"A":"b"}})";
  CHECK(bench.Send("PUT", path, R"({"subnetIds":["x"]})").status == 400);
  CHECK(bench.Send("PUT", path, "[]").status == 400);
  CHECK(Code(bench.Send("PUT", path, change, {{"if-match", "older"}})) == "NoEtagMatch");
  CHECK(bench.Get(kApplications, app)["config"] == json::object());
  bench.now += std::chrono::hours(1);
  const auto changed = bench.Send("PUT", path, change, {{"if-match", etag}});
  REQUIRE(changed.status == 200);
  CHECK(Header(changed, "etag") != etag);
  bench.Open();
  CHECK(bench.Get(kApplications, app)["config"] == json{{"A", "b"}});
  CHECK(bench.Get(kApplications, app)["timeUpdated"] == "2026-11-21T15:00:00.000Z");
  CHECK(bench.Send("PUT", path, change, {{"if-match", etag}}).status == 412);
  CHECK(bench.Send("DELETE", path, "", {{"if-match", etag}}).status == 412);
}

TEST_CASE("functions are invoked elsewhere: where, their documents say") {
  Bench bench;
  const auto app = bench.Application();
  const auto made =
      bench.Make(kFunctions, {{"applicationId", app}, {"displayName", "f"}, {"memoryInMBs", 128}});
  REQUIRE(made.status == 200);
  const std::string id = json::parse(made.body)["id"];
  const auto said = [&] {
    const json list =
        json::parse(bench.Send("GET", std::string(kFunctions) + "?applicationId=" + app).body);
    const json one = bench.Get(kFunctions, id);
    CHECK(list[0].value("invokeEndpoint", "") == one.value("invokeEndpoint", ""));
    return one.value("invokeEndpoint", "");
  };
  CHECK(json::parse(made.body)["invokeEndpoint"] == "http://127.0.0.1:7");
  CHECK(said() == "http://127.0.0.1:7");
  bench.invoke_url = "http://127.0.0.1:8";  // started again, on another port
  bench.Open();
  CHECK(said() == "http://127.0.0.1:8");
  bench.invoke_url.clear();  // nobody runs functions
  bench.Open();
  CHECK(said().empty());
  CHECK_FALSE(bench.Get(kApplications, app).contains("invokeEndpoint"));
  const std::string invocation = std::string(kFunctions) + "/" + id + "/actions/invoke";
  for (const auto& headers : {oci::HeaderList{}, oci::HeaderList{{"fn-invoke-type", "detached"},
                                                                 {"is-dry-run", "true"}}}) {
    const auto refused = bench.Send("POST", invocation, "{}", headers);
    CHECK(refused.status == 404);
    CHECK(Code(refused) == "NotAuthorizedOrNotFound");
    CHECK(json::parse(refused.body)["message"] ==
          "You're trying to invoke a function without setting the invoke endpoint.");
  }
  CHECK(Management::Serves(invocation));
}

TEST_CASE("what others belong to is not removed before them") {
  Bench bench;
  const auto gateway = bench.Made(kGateways, {{"compartmentId", "c"},
                                              {"displayName", "g"},
                                              {"endpointType", "PUBLIC"},
                                              {"subnetId", "s"}});
  const auto deployment =
      bench.Make(kDeployments, {{"compartmentId", "c"},
                                {"displayName", "d"},
                                {"gatewayId", gateway},
                                {"pathPrefix", "/v1"},
                                {"specification", {{"routes", json::array()}}}});
  REQUIRE(deployment.status == 200);
  const json made = json::parse(deployment.body);
  CHECK(made["endpoint"] ==
        "https://" + bench.Get(kGateways, gateway)["hostname"].get<std::string>() + "/v1");
  CHECK(bench.Send("DELETE", std::string(kGateways) + "/" + gateway).status == 409);
  const auto removed =
      bench.Send("DELETE", std::string(kDeployments) + "/" + made["id"].get<std::string>());
  CHECK(removed.status == 202);
  const auto work = Header(removed, "opc-work-request-id");
  CHECK(json::parse(bench.Send("GET", "/20190501/workRequests/" + work).body)["status"] ==
        "SUCCEEDED");
  CHECK(bench.Send("GET", "/20190501/workRequests/ocid1.other").status == 404);
  CHECK(bench.Send("DELETE", std::string(kGateways) + "/" + gateway).status == 202);
  bench.Open();
  CHECK(bench.Send("GET", std::string(kGateways) + "/" + gateway).status == 404);
  CHECK(bench.Send("DELETE", std::string(kGateways) + "/" + gateway).status == 404);
}

TEST_CASE("a deployment whose specification breaks rules is not made, and not changed") {
  Bench bench;
  const auto gateway = bench.Made(kGateways, {{"compartmentId", "c"},
                                              {"displayName", "g"},
                                              {"endpointType", "PUBLIC"},
                                              {"subnetId", "s"}});
  json details = {{"compartmentId", "c"},
                  {"displayName", "d"},
                  {"gatewayId", gateway},
                  {"pathPrefix", "/"},
                  {"specification", local::testing::OwnSpecification()}};
  const auto id = bench.Made(kDeployments, details);
  json broken = details["specification"];
  broken["routes"][0]["path"] = "v1";
  broken["routes"][1]["methods"] = {"GO"};
  const json before = bench.Get(kDeployments, id);
  const auto refused = bench.Send("PUT", std::string(kDeployments) + "/" + id,
                                  json{{"specification", broken}}.dump());
  CHECK(refused.status == 400);
  CHECK(Code(refused) == "InvalidParameter");
  const std::string message = json::parse(refused.body)["message"];
  CHECK(message.starts_with("specification.routes[0].path: is \"v1\"; a path begins with / "));
  CHECK(message.find("\nspecification.routes[1].methods[0]: is GO; ") != std::string::npos);
  CHECK(bench.Get(kDeployments, id)["specification"] == before["specification"]);

  details["displayName"] = "other";
  details["specification"] = broken;
  CHECK(bench.Make(kDeployments, details).status == 400);
  details["specification"] = local::testing::OwnSpecification();
  details["pathPrefix"] = "photos";
  CHECK(bench.Make(kDeployments, details).status == 400);
  const auto list = bench.Send("GET", std::string(kDeployments) + "?compartmentId=c");
  CHECK(json::parse(list.body)["items"].size() == 1);
}

TEST_CASE("a deployment's endpoint is where deployments answer, and is told anew after a restart") {
  Bench bench;
  bench.deployments_url = "http://127.0.0.1:8";
  bench.Open();
  const auto gateway = bench.Made(kGateways, {{"compartmentId", "c"},
                                              {"displayName", "g"},
                                              {"endpointType", "PUBLIC"},
                                              {"subnetId", "s"}});
  const auto id = bench.Made(kDeployments, {{"compartmentId", "c"},
                                            {"gatewayId", gateway},
                                            {"pathPrefix", "/"},
                                            {"specification", local::testing::OwnSpecification()}});
  CHECK(bench.Get(kDeployments, id)["endpoint"] == "http://127.0.0.1:8/");
  bench.deployments_url = "http://127.0.0.1:9";
  bench.Open();
  CHECK(bench.Get(kDeployments, id)["endpoint"] == "http://127.0.0.1:9/");
}

TEST_CASE("functions, configurations and schedules that OCI refuses are refused, made or changed") {
  Bench bench;
  const auto app = bench.Application();
  const json function = {{"applicationId", app}, {"displayName", "f"}, {"memoryInMBs", 256}};
  const auto with = [&](json more) {
    json details = function;
    details.update(more);
    return details;
  };
  CHECK(bench.Make(kFunctions, with({{"memoryInMBs", 300}})).status == 400);
  CHECK(bench.Make(kFunctions, with({{"timeoutInSeconds", 301}})).status == 400);
  CHECK(bench.Make(kFunctions, with({{"config", {{"A", std::string(5000, 'x')}}}})).status == 400);
  const auto id = bench.Made(kFunctions, function);
  const auto change = [&](const std::string& path, const json& details) {
    return bench.Send("PUT", path, details.dump()).status;
  };
  CHECK(change(std::string(kFunctions) + "/" + id, {{"detachedModeTimeoutInSeconds", 4}}) == 400);
  CHECK(change(std::string(kApplications) + "/" + app, {{"config", {{"1", "x"}}}}) == 400);
  CHECK_FALSE(bench.Get(kFunctions, id).contains("detachedModeTimeoutInSeconds"));
  const json schedule = {{"compartmentId", "c"},
                         {"action", "START_RESOURCE"},
                         {"recurrenceType", "CRON"},
                         {"recurrenceDetails", "every hour"}};
  CHECK(bench.Make("/20240430/schedules", schedule).status == 400);
}

TEST_CASE("an id opens its own collection alone") {
  Bench bench;
  const auto app = bench.Application();
  CHECK(bench.Send("GET", std::string(kFunctions) + "/" + app).status == 404);
  CHECK(bench.Send("PATCH", std::string(kApplications) + "/" + app).status == 405);
  CHECK(bench.Send("PUT", kApplications, "{}").status == 501);
  CHECK(bench.Send("POST", std::string(kApplications) + "/" + app + "/actions/move").status == 501);
  CHECK(bench.Send("POST", std::string(kApplications) + "/" + app + "/actions/activateSchedule")
            .status == 501);
  CHECK(bench.Send("POST", "/20240430/schedules/none/actions/activateSchedule").status == 404);
  CHECK(json::parse(bench.Send("GET", "/20160918/compartments/c").body)["compartmentId"] == "t");
  CHECK(bench.Send("GET", "/20160918/compartments/other").status == 404);
}

TEST_CASE("the paths that are served are whole names") {
  for (const char* path :
       {"/20181201/functions", "/20181201/functions/x", "/20160918/container/repositories",
        "/20240430/schedules", "/20190501/workRequests/w", "/20160918/compartments/c",
        "/20160918/compartments", "/20160918/vcns", "/20190501/certificates"})
    CHECK(Management::Serves(path));
  for (const char* path : {"/", "/20181201", "/20181201/functionsx", "/20181201/function",
                           "/20200101/functions", "/20160918/groups"})
    CHECK_FALSE(Management::Serves(path));
}

TEST_CASE("a file that is damaged is put aside: nothing of it is known, and it is not lost") {
  Bench bench;
  bench.Application();
  const auto file = bench.folder.path() / "resources.json";
  REQUIRE(std::filesystem::exists(file));
  std::ofstream(file) << "{\"ocid1";
  REQUIRE(bench.TryOpen().ok());
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK(ReadWholeFile(file.string() + ".damaged") == "{\"ocid1");
}

}  // namespace
}  // namespace standin
