// Provisions an empty stand-in as `fotogal provision` would a tenancy, and prints as JSON what was
// asked to be made and what was answered: deploy/terraform has to make the same.
//
//   provision_record MANIFEST SPECIFICATION < settings
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "common/files.h"
#include "local/specification/specification.h"
#include "local/standin/nosql/service.h"
#include "local/standin/testing.h"
#include "operate/provision/tenancy.h"

namespace {

using nlohmann::json;
using namespace operate::provision;

struct Recorder : standin::testing::CloudBench {
  std::unique_ptr<standin::nosql::Service> tables;
  json requests = json::array();

  Recorder() {
    tables = std::move(*standin::nosql::Service::Open({":memory:", [this] { return now; }, false}));
    transport = std::make_shared<standin::InProcessTransport>(
        [this](const standin::Request& request) { return Handle(request); });
  }
  standin::Response Handle(const standin::Request& request) {
    const bool nosql = request.path.starts_with("/20190828");
    auto answer = nosql ? tables->Handle(request) : cloud->Handle(request);
    if (request.path.starts_with("/20181201/functions")) GiveOwnEndpoint(answer);
    if (request.path.starts_with("/20170907/configuration"))
      answer.body = json{{"httpSubmitEndpoint", "https://submit.test"}}.dump();
    const json body = json::parse(request.body, nullptr, false);
    if ((request.method == "POST" || request.method == "PUT") && body.is_object()) {
      const json made = json::parse(answer.body, nullptr, false);
      requests.push_back({{"method", request.method},
                          {"path", request.path},
                          {"body", body},
                          {"status", answer.status},
                          {"answer", made.is_discarded() ? json() : made}});
    }
    return answer;
  }
  // As in OCI, each function is invoked at another address: one told in another's place shows.
  static void GiveOwnEndpoint(standin::Response& answer) {
    json function = json::parse(answer.body, nullptr, false);
    if (!function.is_object() || !function.contains("displayName")) return;
    function["invokeEndpoint"] = "https://" + function["displayName"].get<std::string>() + ".test";
    answer.body = function.dump();
  }
  CallFactory Calls() {
    return [this] { return oci::Call([this] { return now; }, now + std::chrono::hours(1)); };
  }
};

Settings SettingsFrom(const json& given, const json& manifest, const std::string& specification) {
  Settings settings;
  settings.compartment_id = standin::kCompartmentId;
  settings.subnet_id = given.at("subnet_id");
  settings.application = given.at("application");
  settings.shape = given.at("shape");
  settings.bucket = given.at("bucket");
  settings.image_prefix = given.at("image_prefix");
  settings.image_tag = given.at("image_tag");
  settings.with_functions = !settings.image_tag.empty();
  settings.sweep_every = given.at("sweep_every");
  settings.mail = {given.at("mail_sender"), given.at("mail_name")};
  settings.url = given.at("web_url");
  settings.ddl_per_minute = 0;
  if (!given.at("on_demand").get<bool>())
    settings.limits = {false, given.at("read_units"), given.at("write_units"),
                       given.at("storage_gb")};
  for (const auto& function : manifest)
    settings.functions.push_back(
        {function.at("name"), function.at("memory_mb"), function.at("timeout_s")});
  settings.specification =
      [specification](const std::map<std::string, std::string>& values) -> oci::Result<json> {
    OCI_ASSIGN_OR_RETURN(const auto filled,
                         local::FillTemplate(specification, {values.begin(), values.end()}));
    return json::parse(filled);
  };
  return settings;
}

int Fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return Fail("usage: provision_record MANIFEST SPECIFICATION < settings");
  const json manifest = json::parse(std::ifstream(argv[1]));
  const std::string specification = common::ReadFile(argv[2]).value_or("");
  const json given = json::parse(std::cin);

  Recorder recorder;
  const auto requester = recorder.NewRequester();
  const auto settings = SettingsFrom(given, manifest, specification);
  // Requests stay in this process, whatever their host is.
  Tenancy tenancy({requester, EndpointsOfRegion(given.at("region")), std::chrono::milliseconds(1),
                   [] { return std::string(64, 'f'); }},
                  settings);
  const auto resources = tenancy.Resources();
  const auto applied = Apply(recorder.Calls(), resources, {[](const std::string&) {}});
  if (!applied.ok()) return Fail(applied.error().message);
  const json record = {{"requests", recorder.requests},
                       {"compartment_id", standin::kCompartmentId},
                       {"namespace", standin::kNamespace},
                       {"policies", tenancy.Policies()},
                       {"mail_records", tenancy.MailRecords()}};
  std::printf("%s\n", record.dump(1).c_str());
  return 0;
}
