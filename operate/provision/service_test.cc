#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "common/files.h"
#include "operate/provision/testing.h"

using namespace operate::provision;
using nlohmann::json;
using Empty = testing::EmptyTenancy;

TEST_CASE("functions keep their images when no tag is told, and cannot be made without") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  empty.settings.image_tag.clear();
  CHECK(empty.ChangesLeft() == 0);
  empty.settings.functions.push_back({"like", 256, 30});
  const auto refused = empty.Apply();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "function like: is missing");
}

TEST_CASE("the same tag with other bytes is another image") {
  Empty empty;
  const std::string first = "sha256:" + std::string(64, '1');
  empty.settings.image_digests = {{"upload", first}};
  REQUIRE(empty.Apply().ok());
  CHECK(empty.Function("upload")["imageDigest"] == first);
  empty.settings.image_digests = {{"upload", "sha256:" + std::string(64, '2')}};
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.size() == 1);
  CHECK(empty.Function("upload")["imageDigest"] == "sha256:" + std::string(64, '2'));
}

TEST_CASE("a configuration that somebody changed is set again; what is not ours in it stays") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  const json before = empty.App()["config"];
  json changed = before;
  changed["FOTOGAL_BUCKET"] = "elsewhere";
  changed["OTEL_LEVEL"] = "debug";
  auto call = empty.NewCall();
  oci::management::Client applications(empty.requester, oci::management::Applications("http://h"));
  REQUIRE(applications.Update(call, empty.App()["id"], {{"config", changed}}).ok());
  CHECK(empty.ChangesLeft() == 1);
  REQUIRE(empty.Apply().ok());
  REQUIRE(empty.lines.size() == 1);
  CHECK(empty.lines[0].starts_with("~ configuration fotogal: "));
  json wanted = before;
  wanted["OTEL_LEVEL"] = "debug";
  CHECK(empty.App()["config"] == wanted);
}

TEST_CASE(
    "functions are told where those are invoked that they start, and again when that changes") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  const auto told = [&] { return empty.App()["config"]; };
  for (const char* name : {"FANOUT", "EXPORT"}) {
    INFO(name);
    CHECK(told()["FOTOGAL_" + std::string(name) + "_INVOKE_ENDPOINT"] ==
          standin::testing::kInvokeUrl);
  }
  CHECK(empty.ChangesLeft() == 0);
  empty.invoke_url = "http://elsewhere.test";
  empty.Open();
  CHECK(empty.ChangesLeft() == 1);
  REQUIRE(empty.Apply().ok());
  REQUIRE(empty.lines.size() == 1);
  CHECK(empty.lines[0].starts_with("~ configuration fotogal: "));
  CHECK(empty.lines[0].find("FOTOGAL_FANOUT_INVOKE_ENDPOINT is \"http://functions.test\", not "
                            "\"http://elsewhere.test\"") != std::string::npos);
  CHECK(told()["FOTOGAL_FANOUT_INVOKE_ENDPOINT"] == "http://elsewhere.test");
  json without = told();
  without.erase("FOTOGAL_EXPORT_INVOKE_ENDPOINT");
  auto call = empty.NewCall();
  oci::management::Client applications(empty.requester, oci::management::Applications("http://h"));
  REQUIRE(applications.Update(call, empty.App()["id"], {{"config", without}}).ok());
  CHECK(empty.ChangesLeft() == 1);
}

TEST_CASE("the configuration of all functions together stays under 4 KB, whatever ids are given") {
  Empty empty;
  // The longest values that OCI uses: ids of 60 characters after kind and region, and an endpoint
  // in the region with the longest name.
  empty.invoke_url =
      "https://" + std::string(60, 'x') + ".us-saltlake-2.functions.oci.oraclecloud.com";
  empty.Open();
  empty.settings.functions.push_back({"deletion", 256, 300});
  REQUIRE(empty.Apply().ok());
  size_t bytes = 0;
  for (const auto& [name, value] : empty.App()["config"].items())
    bytes += name.size() + std::max<size_t>(value.get<std::string>().size(), 110);
  CHECK(bytes < 4096);
  CHECK(empty.App()["config"].contains("FOTOGAL_DELETION_INVOKE_ENDPOINT"));
}

TEST_CASE("an application for another processor is told, for its shape cannot be changed") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  CHECK(empty.App()["shape"] == "GENERIC_X86");
  empty.settings.shape = "GENERIC_ARM";
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines == std::vector<std::string>{
                           "! application fotogal: shape is \"GENERIC_X86\", not \"GENERIC_ARM\""});
  CHECK(empty.App()["shape"] == "GENERIC_X86");
  Empty another;
  another.settings.shape = "GENERIC_ARM";
  REQUIRE(another.Apply().ok());
  CHECK(another.App()["shape"] == "GENERIC_ARM");
  CHECK(another.ChangesLeft() == 0);
}

TEST_CASE("a function's time and a sweep's hours follow the settings") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  empty.settings.functions[4].timeout_s = 60;
  empty.settings.sweep_every = "30 * * * *";
  CHECK(empty.ChangesLeft() == 2);
  REQUIRE(empty.Apply().ok());
  CHECK(empty.Function("upload")["timeoutInSeconds"] == 60);
  const auto schedule = empty.Find(oci::management::Schedules("http://h"),
                                   empty.settings.compartment_id, "fotogal-sweep");
  CHECK(schedule["recurrenceDetails"] == "30 * * * *");
  CHECK(schedule["resources"][0]["id"] == empty.Function("sweep")["id"]);
}

namespace {

// A tenancy whose schedules run once an hour at most.
struct HourlyTenancy : Empty {
  HourlyTenancy() {
    schedule_times_an_hour = 1;
    Open();
    settings.sweep_every = "*/5 * * * *";
  }
  std::vector<std::string> NotesOf(const oci::Status& wanted) {
    auto tenancy = New();
    const auto applied =
        operate::provision::Apply(Calls(), tenancy.Resources(), {[](const auto&) {}});
    CHECK(applied.ok() == wanted.ok());
    return tenancy.Notes();
  }
  std::string Recurrence() {
    return Find(oci::management::Schedules("http://h"), settings.compartment_id, "fotogal-sweep")
        .at("recurrenceDetails");
  }
};

}  // namespace

TEST_CASE("a schedule that is refused is made hourly, and that is said") {
  HourlyTenancy tenancy;
  const auto notes = tenancy.NotesOf(oci::Ok());
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].find(R"(sweep_every "*/5 * * * *" was refused)") != std::string::npos);
  CHECK(notes[0].find("sweep runs hourly") != std::string::npos);
  CHECK(tenancy.Recurrence() == kHourly);
  // A later run tries it again, until the settings say hourly.
  CHECK(tenancy.NotesOf(oci::Ok()).size() == 1);
  CHECK(tenancy.Recurrence() == kHourly);
  tenancy.settings.sweep_every = kHourly;
  CHECK(tenancy.ChangesLeft() == 0);
}

TEST_CASE(
    "an invalid cron becomes hourly too; shorter intervals are used where they are accepted") {
  HourlyTenancy refusing;
  refusing.settings.sweep_every = "often";
  CHECK(refusing.NotesOf(oci::Ok()).size() == 1);
  Empty taking;
  taking.settings.sweep_every = "*/5 * * * *";
  REQUIRE(taking.Apply().ok());
  CHECK(taking.ChangesLeft() == 0);
}

TEST_CASE("repositories are named by what follows registry and namespace, and are closed") {
  Empty empty;
  empty.settings.image_prefix = "gru.ocir.io/ns/team/photos";
  REQUIRE(empty.Apply().ok());
  const auto repository = empty.Find(oci::management::ContainerRepositories("http://h"),
                                     empty.settings.compartment_id, "team/photos/upload");
  CHECK(repository["isPublic"] == false);
  CHECK(empty.Function("upload")["image"] == "gru.ocir.io/ns/team/photos/upload:0.1.0");
}

TEST_CASE("without a registry only storage is made") {
  Empty empty;
  empty.settings.image_prefix.clear();
  REQUIRE(empty.Apply().ok());
  for (const auto& line : empty.lines) {
    INFO(line);
    CHECK(
        (line.starts_with("+ bucket") || line.starts_with("+ table") || line.starts_with("+ log")));
  }
  CHECK(empty.ChangesLeft() == 0);
}

TEST_CASE("a specification that cannot be filled makes no deployment") {
  Empty empty;
  empty.settings.specification =
      [](const std::map<std::string, std::string>&) -> oci::Result<json> {
    return oci::ConfigurationError("function.nobody is not known");
  };
  const auto refused = empty.Apply();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("function.nobody is not known") != std::string::npos);
  auto call = empty.NewCall();
  oci::management::Client deployments(empty.requester, oci::management::Deployments("http://h"));
  CHECK(deployments.List(call, empty.settings.compartment_id).value().empty());
}

TEST_CASE("a specification that breaks rules is told before anything is sent, and never sent") {
  Empty empty;
  REQUIRE(CheckSpecification(empty.access(), empty.settings).ok());
  REQUIRE(empty.Apply().ok());
  const json before = empty.Deployment();
  empty.settings.specification = [](const auto& values) -> oci::Result<json> {
    json broken = testing::SpecificationOf(values.at("function.upload"));
    broken["routes"][0]["path"] = "v1";
    broken["routes"][0]["methods"] = {"GO"};
    return broken;
  };
  // Without a requester: a request would crash, so none is sent.
  Access nothing = empty.access();
  nothing.requester = nullptr;
  const auto refused = CheckSpecification(nothing, empty.settings);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message ==
        "deployment specification: 2 rules are broken\n"
        "  routes[0].path: is \"v1\"; a path begins with / (route-path)\n"
        "  routes[0].methods[0]: is GO; ANY, HEAD, GET, POST, PUT, PATCH, DELETE, OPTIONS are "
        "allowed (methods)");
  auto from_file = empty.settings;
  from_file.specification_file = "own.json";
  CHECK(CheckSpecification(nothing, from_file).error().message ==
        "own.json: " + refused.error().message);
  const auto applied = empty.Apply();
  REQUIRE_FALSE(applied.ok());
  CHECK(applied.error().message.starts_with("deployment fotogal: deployment specification: 2 "));
  CHECK(empty.Deployment() == before);

  Empty another;
  another.settings.specification = empty.settings.specification;
  REQUIRE_FALSE(another.Apply().ok());
  auto call = another.NewCall();
  oci::management::Client deployments(another.requester, oci::management::Deployments("http://h"));
  CHECK(deployments.List(call, another.settings.compartment_id).value().empty());
}

TEST_CASE("a function that a specification names and nobody has is told before anything is sent") {
  Empty empty;
  empty.settings.functions.pop_back();
  const auto refused = CheckSpecification(empty.access(), empty.settings);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "function.upload is not known");
}

TEST_CASE("a detached run has the same time by `fn deploy` and by provisioning") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  const std::string seconds = empty.Function("fanout")["detachedModeTimeoutInSeconds"].dump();
  const std::string text = common::ReadFile(FOTOGAL_SOURCE_DIR "/func.yaml.in").value_or("");
  CHECK(text.find("deploy:\n  oci:\n    detached_mode:\n      timeout: " + seconds + "s\n") !=
        std::string::npos);
}
