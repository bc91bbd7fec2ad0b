#include "operate/provision/tenancy.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "operate/provision/testing.h"

using namespace operate::provision;
using nlohmann::json;
using Empty = testing::EmptyTenancy;
using Fault = standin::InProcessTransport::Fault;

TEST_CASE("an empty tenancy is given all that FotoGal needs, and a second run changes nothing") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.size() > fotogal::schema::Tables().size() + 10);
  CHECK(empty.ChangesLeft() == 0);
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.empty());
  const json config = empty.App()["config"];
  CHECK(config["FOTOGAL_FANOUT_FUNCTION_ID"] == empty.Function("fanout")["id"]);
  CHECK(config["FOTOGAL_BUCKET"] == "fotogal");
  CHECK(config["FOTOGAL_CURSOR_KEY"] == std::string(64, 'f'));
  CHECK(config["FOTOGAL_PUSH_KEY"] == std::string(64, 'f'));
  CHECK_FALSE(config["FOTOGAL_LOG_ID"].get<std::string>().empty());
  const json upload = empty.Function("upload");
  CHECK(upload["image"] == "gru.ocir.io/ns/fotogal/upload:0.1.0");
  CHECK(upload["memoryInMBs"] == 1024);
}

TEST_CASE("before images are pushed only what they need is made") {
  Empty empty;
  empty.settings.with_functions = false;
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.back() == "+ gateway fotogal");
  empty.settings.with_functions = true;
  REQUIRE(empty.Apply().ok());
  CHECK(empty.lines.front().starts_with("+ function authorize"));
  CHECK(empty.ChangesLeft() == 0);
}

TEST_CASE("drift is shown and repaired; a secret that is there is kept") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  const auto before = empty.App()["config"];
  empty.settings.image_tag = "0.2.0";
  empty.settings.limits = {false, 50, 20, 5};
  empty.settings.functions[4].memory_mb = 2048;
  const size_t tables = fotogal::schema::Tables().size();
  CHECK(empty.ChangesLeft() == tables + empty.settings.functions.size());
  REQUIRE(empty.Apply().ok());
  const auto line = std::find_if(empty.lines.begin(), empty.lines.end(), [](const auto& text) {
    return text.starts_with("~ function upload");
  });
  REQUIRE(line != empty.lines.end());
  CHECK(line->find("memoryInMBs is 1024, not 2048") != std::string::npos);
  CHECK(empty.ChangesLeft() == 0);
  CHECK(empty.App()["config"] == before);
  CHECK(empty.Function("upload")["memoryInMBs"] == 2048);
}

TEST_CASE("a service of a release without pushes gets a key, which is not shown") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  oci::management::Client applications(empty.requester, oci::management::Applications("http://h"));
  auto config = empty.App()["config"];
  config.erase("FOTOGAL_PUSH_KEY");
  REQUIRE(applications.Update(call, empty.App()["id"], {{"config", config}}).ok());
  CHECK(empty.ChangesLeft() == 1);
  empty.lines.clear();
  REQUIRE(empty.Apply().ok());
  CHECK(std::ranges::any_of(empty.lines, [](const auto& line) {
    return line.find("FOTOGAL_PUSH_KEY is missing") != line.npos;
  }));
  for (const auto& line : empty.lines) CHECK(line.find("ffff") == line.npos);
  CHECK(empty.App()["config"]["FOTOGAL_PUSH_KEY"] == std::string(64, 'f'));
  CHECK(empty.ChangesLeft() == 0);
}

TEST_CASE("a schedule that somebody switched off is drift, and switched on again") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  oci::management::Client schedules(empty.requester, oci::management::Schedules("http://h"));
  const auto schedule = [&] { return schedules.List(call, standin::kCompartmentId)->at(0); };
  REQUIRE(schedules.Act(call, schedule()["id"], "deactivateSchedule").ok());
  CHECK(schedule()["lifecycleState"] == "INACTIVE");
  CHECK(empty.ChangesLeft() == 1);
  empty.lines.clear();
  REQUIRE(empty.Apply().ok());
  CHECK(std::ranges::any_of(empty.lines, [](const auto& line) {
    return line.find("lifecycleState is INACTIVE, not ACTIVE") != line.npos;
  }));
  CHECK(schedule()["lifecycleState"] == "ACTIVE");
  CHECK(empty.ChangesLeft() == 0);
}

TEST_CASE("a run that is cut off anywhere is gone on with, and nothing is made twice") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int cut = 1;; cut += 23) {
      Empty empty;
      empty.transport->FailFrom(cut, fault);
      const bool done = empty.Apply().ok();
      empty.transport->Recover();
      if (done) break;
      INFO(cut);
      REQUIRE(empty.Apply().ok());
      CHECK(empty.ChangesLeft() == 0);
      auto call = empty.NewCall();
      oci::management::Client functions(empty.requester, oci::management::Functions("http://h"));
      CHECK(functions.List(call, empty.App()["id"]).value().size() ==
            empty.settings.functions.size());
      oci::management::Client gateways(empty.requester, oci::management::Gateways("http://h"));
      CHECK(gateways.List(call, standin::kCompartmentId).value().size() == 1);
    }
  }
}

TEST_CASE("destroying undoes it all, and protects data unless it is named") {
  Empty empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  oci::nosql::Client nosql(empty.requester, {"http://h", standin::kCompartmentId});
  REQUIRE(nosql
              .Put(call, fotogal::schema::kThrottle,
                   {{"key", "k"}, {"failures", 1}, {"blocked_until", 0}})
              .ok());
  oci::object_storage::Client objects(empty.requester,
                                      {"http://h", standin::kNamespace, "fotogal"});
  REQUIRE(objects.Put(call, "photo", "bytes", {}).ok());
  const auto destroy = [&](const std::vector<std::string>& named) {
    auto tenancy = empty.New();
    const auto resources = tenancy.Resources();
    const auto steps = MakeDestruction(empty.Calls(), resources, named).value();
    const auto destroyed = Destroy(empty.Calls(), steps, {[](const std::string&) {}});
    INFO((destroyed.ok() ? "" : destroyed.error().message));
    REQUIRE(destroyed.ok());
    std::string left;
    const auto plan = MakePlan(empty.Calls(), resources).value();
    for (const auto& step : plan)
      if (step.found) left += step.resource->name + " ";
    return left;
  };
  const std::string compartment = std::string(standin::kCompartmentId) + " ";
  CHECK(destroy({}) == compartment + "fotogal " + std::string(fotogal::schema::kThrottle) + " ");
  CHECK(destroy({"fotogal", std::string(fotogal::schema::kThrottle)}) == compartment);
}

TEST_CASE("a compartment that is not there ends the run before anything is made") {
  Empty empty;
  empty.settings.compartment_id = "ocid1.compartment.oc1..none";
  const auto refused = empty.Apply();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "compartment ocid1.compartment.oc1..none: is missing");
  CHECK(empty.lines.empty());
}

TEST_CASE("policies name the compartment and the bucket, and nothing wider") {
  Empty empty;
  auto tenancy = empty.New();
  const auto policies = tenancy.Policies();
  CHECK(policies.find(std::string("in compartment id ") + standin::kCompartmentId + "\n") !=
        std::string::npos);
  CHECK(policies.find("target.bucket.name = 'fotogal'") != std::string::npos);
  CHECK(policies.find("in tenancy") == std::string::npos);
  CHECK(policies.find("manage all-resources") == std::string::npos);
  CHECK(policies.find("resourceschedule") == std::string::npos);  // it has no OCID yet
}

TEST_CASE("the schedule's group names the schedule, as Oracle's page has it") {
  Empty empty;
  auto tenancy = empty.New();
  REQUIRE(Apply(empty.Calls(), tenancy.Resources(), {[](const auto&) {}}).ok());
  const auto schedule = empty.Find(oci::management::Schedules("http://h"),
                                   empty.settings.compartment_id, "fotogal-sweep");
  CHECK(tenancy.Policies().find("ALL {resource.type = 'resourceschedule', resource.id = '" +
                                schedule.at("id").get<std::string>() + "'}\n") !=
        std::string::npos);
}
