// An operator's commands, with the program itself: provision, status, repair, destroy, on a local
// cloud in its own processes.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "tests/support/operator.h"

using tests::kProgram;
using tests::Lines;
using tests::Operator;
using tests::Run;
namespace fs = std::filesystem;

TEST_CASE("a plan changes nothing; provisioning does, once; status tells what is so") {
  Operator an_operator;
  an_operator.Settings({});
  const auto plan = an_operator.Fotogal("provision", "--plan");
  CHECK(plan.status == 0);
  CHECK(Lines(plan.said, "+ repository ") > 15);
  CHECK(Lines(plan.said, "+ application fotogal") == 1);
  CHECK(an_operator.Fotogal("status").status == 2);
  const auto unasked = an_operator.Fotogal("provision");
  CHECK(unasked.status == 3);
  CHECK(unasked.said.find("--yes") != std::string::npos);
  CHECK(an_operator.Fotogal("provision", "--plan").said == plan.said);

  const auto made = an_operator.Fotogal("provision", "--yes");
  CHECK(made.status == 0);
  CHECK(made.said.find("Allow dynamic-group fotogal-functions") != std::string::npos);
  const auto again = an_operator.Fotogal("provision", "--yes");
  CHECK(again.said.starts_with("0 to make, 0 to mend"));
  const auto status = an_operator.Fotogal("status");
  CHECK(Lines(status.said, "as wanted gateway fotogal (ACTIVE)") == 1);
  CHECK(Lines(status.said, "missing   function upload") == 1);
}

TEST_CASE("status reports a wrong invoke endpoint, and the result of health") {
  Operator an_operator;
  REQUIRE(an_operator.Deploy().status == 0);
  const auto well = an_operator.Fotogal("status");
  CHECK(well.status == 0);
  CHECK(Lines(well.said, "health    functions ok, nosql ok, object_storage ok") == 1);

  const auto data = local::OpenDataFolder(an_operator.service.data()).value();
  const auto url = local::ReadRunning(data)->standin_url;
  oci::management::Client applications(local::OperatorRequester(data).value(),
                                       oci::management::Applications(url));
  auto call = local::CallWithin(std::chrono::seconds(20));
  const auto found = applications.Find(call, standin::kCompartmentId, "fotogal").value().value();
  auto config = found["config"];
  CHECK(config["FOTOGAL_FANOUT_INVOKE_ENDPOINT"] == local::ReadRunning(data)->functions_url);
  config["FOTOGAL_FANOUT_INVOKE_ENDPOINT"] = url;  // the management endpoint cannot invoke
  REQUIRE(applications.Update(call, found["id"], {{"config", config}}).ok());
  const auto ill = an_operator.Fotogal("status");
  CHECK(ill.status == 2);
  CHECK(Lines(ill.said, "differs   configuration fotogal: FOTOGAL_FANOUT_INVOKE_ENDPOINT is ") ==
        1);
  CHECK(an_operator.Fotogal("provision", "--yes").status == 0);
  CHECK(an_operator.Fotogal("status").status == 0);
}

TEST_CASE("destroying spares what holds data, and takes the rest") {
  Operator an_operator;
  REQUIRE(an_operator.Deploy().status == 0);
  tests::Client::SignUp(an_operator.service, "ana");
  const auto unasked = an_operator.Fotogal("destroy");
  CHECK(unasked.status == 3);
  CHECK(an_operator.Function("upload")["lifecycleState"] == "ACTIVE");
  const auto destroyed = an_operator.Fotogal("destroy", "--yes");
  INFO(destroyed.said);
  CHECK(destroyed.status == 0);
  CHECK(destroyed.said.find("! table fotogal_ntable_users holds data: name it to remove it") !=
        std::string::npos);
  CHECK(Lines(destroyed.said, "- function ") > 30);  // listed before, and again while it is done
  const auto status = an_operator.Fotogal("status");
  CHECK(Lines(status.said, "as wanted table fotogal_ntable_users") == 1);
  CHECK(Lines(status.said, "missing   table fotogal_ntable_comments") == 1);
  CHECK(Lines(status.said, "missing   application fotogal") == 1);
  an_operator.Fotogal("destroy", "--yes --drop fotogal_ntable_users");
  CHECK(Lines(an_operator.Fotogal("status").said, "missing   table fotogal_ntable_users") == 1);
}

TEST_CASE("provisioning that was killed anywhere is continued by the next run") {
  Operator an_operator;
  const auto planned = an_operator.Fotogal("provision", "--plan").said;
  const auto plan_lines = std::count(planned.begin(), planned.end(), '\n');
  const std::string out = (an_operator.folder / "out").string();
  int killed = 0;
  // As soon as it reports the first, fourth, ... resource that it has created.
  for (int told = 1; told < 12; told += 3) {
    const std::string lines = std::to_string(plan_lines + told);
    const auto cut =
        Run("CUT=" + lines + " OUT=" + out + " sh -c '" + kProgram + " provision --yes --config " +
            (an_operator.folder / "settings.json").string() +
            " >$OUT & pid=$!; while kill -0 $pid && [ $(wc -l <$OUT) -lt $CUT ]; do "
            ":; done 2>/dev/null; kill -9 $pid; wait $pid; exit $?'");
    killed += cut.status == 137 ? 1 : 0;
  }
  CHECK(killed > 0);
  CHECK(an_operator.Fotogal("provision", "--yes").status == 0);
  CHECK(an_operator.Fotogal("status").status == 0);
  const auto again = an_operator.Fotogal("provision", "--yes");
  CHECK(again.said.starts_with("0 to make, 0 to mend"));
}

TEST_CASE(
    "for a specification that OCI would refuse, every broken rule is reported and nothing is "
    "sent") {
  Operator an_operator;
  std::ifstream file(FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in");
  tests::Json broken = tests::Json::parse(file);
  broken["routes"][0]["path"] = "/v1/@{name}";
  auto& filtered =
      broken["routes"][0]["requestPolicies"]["headerTransformations"]["filterHeaders"]["items"];
  filtered.push_back({{"name", "Cookie"}});
  const std::string added = std::to_string(filtered.size() - 1);
  const auto path = (an_operator.folder / "deployment.json").string();
  std::ofstream(path) << broken.dump();
  an_operator.Settings({{"image_tag", "1.0"}, {"specification", path}});
  for (const auto& refused : {an_operator.Fotogal("provision", "--plan"),
                              an_operator.Fotogal("provision", "--yes"), an_operator.Deploy()}) {
    INFO(refused.said);
    CHECK(refused.status == 1);
    CHECK(refused.said.starts_with("fotogal: " + path +
                                   ": deployment specification: 2 rules are broken\n"
                                   "  routes[0].path: has the segment @{name}; "));
    CHECK(refused.said.find(
              "\n  routes[0].requestPolicies.headerTransformations.filterHeaders.items[" + added +
              "].name: is Cookie; no transformation may touch") != std::string::npos);
    CHECK(std::count(refused.said.begin(), refused.said.end(), '\n') == 3);
  }
  an_operator.Settings({{"image_tag", "1.0"}});
  CHECK(Lines(an_operator.Fotogal("status").said, "missing   repository ") > 15);
}

TEST_CASE("errors in the settings or the environment are reported in one line") {
  Operator an_operator;
  const auto file = (an_operator.folder / "wrong.json").string();
  const auto refusal = [&](const std::string& text) {
    std::ofstream(file) << text;
    const auto ran = Run(std::string(kProgram) + " status --config " + file);
    CHECK(ran.status == 1);
    CHECK(std::count(ran.said.begin(), ran.said.end(), '\n') == 1);
    return ran.said;
  };
  CHECK(
      refusal("{") ==
      "fotogal: " + file +
          ": not JSON: line 1, column 2 is not what may stand there; found the end of the file\n");
  CHECK(refusal(R"({"regoin":"gru"})") ==
        "fotogal: " + file + ": regoin is not known here; did you mean region?\n");
  CHECK(refusal(R"({"data":"/nowhere/at/all"})") ==
        "fotogal: " + file +
            ": data is \"/nowhere/at/all\"; must be the data folder of a running fotogal: there is "
            "no such folder\n");
  CHECK_FALSE(fs::exists("/nowhere"));
  CHECK(Run(std::string(kProgram) + " status --config /none").said ==
        "fotogal: /none: no such file\n");
}

TEST_CASE("moderators work on a tenancy by its settings file, and are told what is missing there") {
  Operator an_operator;
  const auto none = an_operator.Fotogal("moderate list");
  CHECK(none.status == 1);
  CHECK(none.said == "fotogal: there is no application fotogal in the compartment\n");
  REQUIRE(an_operator.Deploy().status == 0);
  tests::Client::SignUp(an_operator.service, "ann");
  CHECK(an_operator.Fotogal("moderate list").said == "No such reports.\n");
  const auto suspended = an_operator.Fotogal("moderate suspend ann", "--reason 'a reason'");
  CHECK(suspended.status == 0);
  CHECK(suspended.said == "suspended: @ann\n");
  CHECK(an_operator.Fotogal("moderate restore ann", "--reason 'a mistake'").said ==
        "restored: @ann\n");
  CHECK(an_operator.Fotogal("moderate suspend nobody", "--reason x").status == 1);
}
