// The responses of every service to every kind of path with every method: testdata/answers.txt has
// a line for each, "METHOD path: status code message", independent of earlier requests.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <functional>

#include "local/standin/identity/service.h"
#include "local/standin/logging/service.h"
#include "local/standin/management/service.h"
#include "local/standin/nosql/service.h"
#include "local/standin/object_storage/service.h"
#include "local/standin/testing.h"

namespace standin {
namespace {

using nlohmann::json;
using testing::Header;

const std::vector<std::string> kMethods = {"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"};

// The services with one resource of each kind, which always have the same ids.
struct Services {
  Services() {
    const auto clock = [] { return oci::TimePoint(std::chrono::seconds(1795269600)); };
    const auto random = [this](size_t size) {
      return std::string(size, static_cast<char>(++random_texts));
    };
    objects =
        ObjectStorage::Open({folder.path() / "o", "ns", "c", "u", "http://h", clock, random, 1})
            .value();
    identity = Identity::Open({folder.path() / "i", "t", "u", "us-ashburn-1", "IAD", clock, random})
                   .value();
    logging = Logging::Open({folder.path() / "l", clock, random}).value();
    management = Management::Open({folder.path() / "m", "c", "t", "ns", clock, random}).value();
    tables = nosql::Service::Open({":memory:", clock}).value();
    FillObjects();
    Send("POST", "/20200531/logGroups", {{"compartmentId", "c"}, {"displayName", "g"}});
    ids["GROUP"] = First("/20200531/logGroups", "compartmentId=c");
    Send("POST", Filled("/20200531/logGroups/{GROUP}/logs"),
         {{"displayName", "l"}, {"logType", "CUSTOM"}});
    ids["LOG"] = First(Filled("/20200531/logGroups/{GROUP}/logs"), "");
    ids["APP"] = Made("/20181201/applications",
                      {{"compartmentId", "c"}, {"displayName", "a"}, {"subnetIds", {"s"}}});
    ids["SCHEDULE"] = Made("/20240430/schedules", {{"compartmentId", "c"},
                                                   {"action", "START_RESOURCE"},
                                                   {"recurrenceDetails", "0 * * * *"},
                                                   {"recurrenceType", "CRON"}});
    REQUIRE(
        Send("POST", "/20190828/tables",
             {{"name", "t"},
              {"compartmentId", "c"},
              {"ddlStatement", "CREATE TABLE t(id LONG, a LONG, PRIMARY KEY(id))"},
              {"tableLimits", {{"maxReadUnits", 1}, {"maxWriteUnits", 1}, {"maxStorageInGBs", 1}}}})
            .status == 202);
    const auto index =
        Send("POST", "/20190828/tables/t/indexes",
             {{"name", "i"}, {"compartmentId", "c"}, {"keys", {{{"columnName", "a"}}}}});
    REQUIRE(index.status == 202);
    ids["WORK"] = Header(index, "opc-work-request-id");
  }
  void FillObjects() {
    Send("POST", "/n/ns/b", {{"name", "b"}, {"compartmentId", "c"}});
    Send("PUT", "/n/ns/b/b/o/x", nullptr);
    const auto upload = json::parse(Send("POST", "/n/ns/b/b/u", {{"object", "x"}}).body);
    ids["UPLOAD"] = upload["uploadId"];
    const auto par = json::parse(Send("POST", "/n/ns/b/b/p",
                                      {{"name", "p"},
                                       {"objectName", "x"},
                                       {"accessType", "ObjectReadWrite"},
                                       {"timeExpires", "2030-01-01T00:00:00Z"}})
                                     .body);
    ids["PAR"] = oci::PercentEncode(par["id"].get<std::string>());
    const std::string uri = par["accessUri"];
    ids["SECRET"] = uri.substr(3, uri.find('/', 3) - 3);
  }

  Response Send(const std::string& method, const std::string& target, const json& body) {
    const auto question = target.find('?');
    const std::string text = body.is_null() ? "" : body.dump();
    return Handle({method,
                   target.substr(0, question),
                   question == std::string::npos ? "" : target.substr(question + 1),
                   {{"content-length", std::to_string(text.size())}},
                   text});
  }
  Response Handle(const Request& request) {
    const auto& path = request.path;
    if (path.starts_with("/p/")) return objects->HandlePar(request);
    if (path.starts_with("/n") || path.starts_with("/workRequests"))
      return objects->Handle(request);
    if (path.starts_with("/20200") || path.starts_with("/20190909"))
      return logging->Handle(request);
    for (const char* of_identity : {"/20160918/regions", "/20160918/tenancies", "/20160918/users"})
      if (path.starts_with(of_identity)) return identity->Handle(request);
    if (path.starts_with("/20190828")) return tables->Handle(request);
    return management->Handle(request);
  }
  std::string Made(const std::string& path, const json& details) {
    const auto made = Send("POST", path, details);
    REQUIRE(made.status == 200);
    return json::parse(made.body)["id"];
  }
  std::string First(const std::string& path, const std::string& query) {
    return json::parse(Handle({"GET", path, query, {}, ""}).body)[0]["id"];
  }
  // Replaces names by ids.
  std::string Filled(std::string path) const {
    for (const auto& [name, id] : ids) {
      const auto at = path.find("{" + name + "}");
      if (at != std::string::npos) path.replace(at, name.size() + 2, id);
    }
    return path;
  }

  testing::Folder folder;
  int random_texts = 0;
  std::map<std::string, std::string> ids;
  std::unique_ptr<ObjectStorage> objects;
  std::unique_ptr<Identity> identity;
  std::unique_ptr<Logging> logging;
  std::unique_ptr<Management> management;
  std::unique_ptr<nosql::Service> tables;
};

const std::vector<std::string> kPaths = {
    "/n",
    "/n/",
    "/n/other",
    "/n/ns",
    "/n/ns/",
    "/n/ns/x",
    "/n/ns/b",
    "/n/other/b",
    "/n/other/b/b/o/x",
    "/n/ns/b/",
    "/n/ns/b/b",
    "/n/ns/b/none",
    "/n/ns/b/b/",
    "/n/ns/b/none/",
    "/n/ns/b/b/o",
    "/n/ns/b/b/o/",
    "/n/ns/b/b/o//",
    "/n/ns/b/b/o/x",
    "/n/ns/b/b/o/x?versionId=1",
    "/n/ns/b/b/o/none",
    "/n/ns/b/b/o/x/y",
    "/n/ns/b/b/o/a%0Ab",
    "/n/ns/b/none/o",
    "/n/ns/b/none/o/x",
    "/n/ns/b/b/u",
    "/n/ns/b/b/u/",
    "/n/ns/b/b/u/x",
    "/n/ns/b/b/u/x?uploadId={UPLOAD}",
    "/n/ns/b/b/u/x?uploadId={UPLOAD}&uploadPartNum=1",
    "/n/ns/b/b/u/x/y",
    "/n/ns/b/b/p",
    "/n/ns/b/b/p/",
    "/n/ns/b/b/p/none",
    "/n/ns/b/b/p/{PAR}",
    "/n/ns/b/b/p/x/y",
    "/n/ns/b/b/l",
    "/n/ns/b/b/l/",
    "/n/ns/b/b/objectversions",
    "/n/ns/b/none/objectversions",
    "/n/ns/b/b/actions/copyObject",
    "/n/ns/b/b/actions/renameObject",
    "/n/ns/b/b/actions/reencrypt",
    "/workRequests",
    "/workRequests?compartmentId=c",
    "/workRequests/none",
    "/workRequests/none/logs",
    "/n/ns/b/b/%6F/x",
    "/n/ns/%62/b",
    "/n/ns/b/none/l",
    "/p/",
    "/p/{SECRET}",
    "/p/{SECRET}/",
    "/p/none/n/ns/b/b/o/x",
    "/p/{SECRET}/n",
    "/p/{SECRET}/n/ns",
    "/p/{SECRET}/n/ns/b",
    "/p/{SECRET}/n/ns/b/",
    "/p/{SECRET}/n/ns/b/b",
    "/p/{SECRET}/n/ns/b/b/",
    "/p/{SECRET}/n/ns/b/b/o",
    "/p/{SECRET}/n/ns/b/b/o/",
    "/p/{SECRET}/n/ns/b/b/o/x",
    "/p/{SECRET}/n/ns/b/b/o/x?a=b",
    "/p/{SECRET}/n/ns/b/b/o/y",
    "/p/{SECRET}/n/ns/b/b/u/x",
    "/p/{SECRET}/n/ns/b/none/o/x",
    "/p/{SECRET}/n/other/b/b/o/x",
    "/p/{SECRET}/n/other/b/b/o",
    "/p/{SECRET}/x/ns/b/b/o/x",
    "/20200831",
    "/20200831/logs",
    "/20200831/logs/{LOG}/actions/push",
    "/20200831/logs/none/actions/push",
    "/20200831/logs/{LOG}/actions/pull",
    "/20200831/logs/{LOG}/actions/push/",
    "/20200531/logGroups",
    "/20200531/logGroups?compartmentId=c",
    "/20200531/logGroups/",
    "/20200531/logGroups/{GROUP}",
    "/20200531/logGroups/none",
    "/20200531/logGroups/none/x/y/z",
    "/20200531/logGroups/{GROUP}/",
    "/20200531/logGroups/{GROUP}/logs",
    "/20200531/logGroups/{GROUP}/logs/",
    "/20200531/logGroups/{GROUP}/logs/{LOG}",
    "/20200531/logGroups/{GROUP}/logs/none",
    "/20200531/logGroups/{GROUP}/logs/{LOG}/x",
    "/20200531/logGroups/{GROUP}/x",
    "/20200531/logGroups/{LOG}",
    "/20200531/log%47roups/{GROUP}",
    "/20200531/workRequests",
    "/20200531/workRequests/x",
    "/20200531/workRequests/x/y",
    "/20200531",
    "/20190909/search",
    "/20190909/none",
    "/20160918/regions",
    "/20160918/tenancies/t",
    "/20160918/tenancies/none",
    "/20160918/tenancies/t/regionSubscriptions",
    "/20160918/users/u/authTokens",
    "/20160918/users/none/authTokens/",
    "/20160918/users/u/authTokens/none",
    "/20160918/compartments",
    "/20160918/compartments?compartmentId=t",
    "/20160918/vcns?compartmentId=c",
    "/20160918/subnets/ocid1.subnet.oc1..local",
    "/20160918/policies/none",
    "/20190501/workRequests?compartmentId=c",
    "/20190501/certificates?compartmentId=c",
    "/20160918/compartments/c",
    "/20160918/compartments/none",
    "/20160918/compartments/",
    "/20160918/compartments/c/x",
    "/20190501/workRequests/none",
    "/20190501/workRequests/ocid1.workrequest.oc1.local.x",
    "/20240430/workRequests/none",
    "/20181201/applications",
    "/20181201/applications?compartmentId=c",
    "/20181201/applications/",
    "/20181201/applications/{APP}",
    "/20181201/applications/none",
    "/20181201/applications/{APP}/",
    "/20181201/applications/{APP}/actions/activateSchedule",
    "/20181201/functions",
    "/20181201/functions/none/actions/invoke",
    "/20181201/functions/none/actions/stop",
    "/20181201/functions/{APP}",
    "/20190501/gateways",
    "/20190501/deployments",
    "/20160918/container/repositories",
    "/20160918/container/repositories/none",
    "/20240430/schedules",
    "/20240430/schedules/{SCHEDULE}",
    "/20240430/schedules/{SCHEDULE}/actions/activateSchedule",
    "/20240430/schedules/{SCHEDULE}/actions/deactivateSchedule",
    "/20240430/schedules/none/actions/activateSchedule",
    "/20240430/schedules/{SCHEDULE}/actions/none",
    "/20190828",
    "/20190828/",
    "/20190828x",
    "/20190828/none",
    "/20190828/tables",
    "/20190828/tables?compartmentId=c",
    "/20190828/tables/",
    "/20190828/tables/t?compartmentId=c",
    "/20190828/tables/none?compartmentId=c",
    "/20190828/tables/t/?compartmentId=c",
    "/20190828/tables/t/rows?compartmentId=c",
    "/20190828/tables/t/rows?compartmentId=c&key=id:1",
    "/20190828/tables/t/rows/?compartmentId=c",
    "/20190828/tables/t/rows/x",
    "/20190828/tables/t/indexes?compartmentId=c",
    "/20190828/tables/t/indexes?compartmentId=",
    "/20190828/tables/none/indexes?compartmentId=c",
    "/20190828/tables/t/indexes/i?compartmentId=c",
    "/20190828/tables/t/indexes/none?compartmentId=c",
    "/20190828/tables/t/indexes/i?compartmentId=",
    "/20190828/tables/t/indexes/i/x",
    "/20190828/tables/t/usage",
    "/20190828/tables/t/usage/x",
    "/20190828/tables/t/actions/x",
    "/20190828/tables/t/replicas",
    "/20190828/tables/t/none",
    "/20190828/%74ables/t?compartmentId=c",
    "/20190828/query",
    "/20190828/query/",
    "/20190828/query/prepare",
    "/20190828/query/summarize",
    "/20190828/query/none",
    "/20190828/query/prepare/x",
    "/20190828/workRequests",
    "/20190828/workRequests?compartmentId=c",
    "/20190828/workRequests/none",
    "/20190828/workRequests/{WORK}",
    "/20190828/workRequests/{WORK}/errors",
    "/20190828/workRequests/{WORK}/logs",
    "/20190828/workRequests/{WORK}/none",
    "/20190828/workRequests/none/logs",
    "/20190828/workRequests/{WORK}/logs/x"};

// Services in which nothing was changed since they were created.
Services& Fresh(bool& is_changed) {
  static std::unique_ptr<Services> services;
  if (!services || is_changed) services = std::make_unique<Services>();
  is_changed = false;
  return *services;
}

std::string LineOf(const std::string& method, const std::string& path) {
  static bool is_changed = false;
  Services& services = Fresh(is_changed);
  const auto answer = services.Send(method, services.Filled(path), nullptr);
  is_changed = answer.status < 300 && method != "GET" && method != "HEAD";
  const auto body = json::parse(answer.body, nullptr, false);
  std::string line = method + " " + path + ": " + std::to_string(answer.status);
  if (!body.is_object() || !body.contains("code")) return line;
  std::string told = body["code"].get<std::string>() + " " + body["message"].get<std::string>();
  for (const auto& [name, id] : services.ids) {
    for (auto at = told.find(id); at != std::string::npos; at = told.find(id))
      told.replace(at, id.size(), "{" + name + "}");
  }
  return line + " " + told;
}

}  // namespace

TEST_CASE("every kind of path is answered as it was, with every method") {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/local/standin/testdata/answers.txt");
  size_t lines = 0;
  for (const auto& path : kPaths) {
    for (const auto& method : kMethods) {
      std::string expected;
      std::getline(file, expected);
      CHECK(LineOf(method, path) == expected);
      ++lines;
    }
  }
  CHECK(lines > 900);
  CHECK(file.peek() == std::ifstream::traits_type::eof());
}

}  // namespace standin
