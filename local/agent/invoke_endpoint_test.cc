#include "local/agent/invoke_endpoint.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace {

struct Bench {
  Bench() {
    char pattern[] = "/tmp/invoke-test-XXXXXX";
    path = mkdtemp(pattern);
    local::FunctionSpec spec;
    spec.name = "probe";
    spec.id = "ocid1.fnfunc.oc1..probe";
    spec.executable = FOTOGAL_BIN_DIR "/agent_probe";
    local::Agent::Options options;
    options.functions = {spec};
    options.run_dir = options.log_dir = path;
    agent = std::make_unique<local::Agent>(options);
  }
  ~Bench() {
    agent.reset();
    std::filesystem::remove_all(path);
  }
  local::Response Ask(const std::string& target, const std::string& body = "pid",
                      oci::HeaderList headers = {}, const std::string& method = "POST") {
    return local::HandleInvoke(*agent,
                               [this](const local::Request&) -> std::optional<local::Response> {
                                 if (signed_well) return std::nullopt;
                                 return local::ErrorResponse(401, "NotAuthenticated", "no");
                               },
                               {method, target, "", std::move(headers), body});
  }

  std::string path;
  std::unique_ptr<local::Agent> agent;
  bool signed_well = true;
};

const std::string kTarget = "/20181201/functions/ocid1.fnfunc.oc1..probe/actions/invoke";

std::string Code(const local::Response& response) {
  return nlohmann::json::parse(response.body).at("code");
}

}  // namespace

TEST_CASE(
    "a function that is looked up is there from its first invocation on, also for a dry run") {
  Bench bench;
  local::Agent::Options options;
  options.run_dir = options.log_dir = bench.path;
  options.find = [](const std::string& id) -> oci::Result<std::optional<local::FunctionSpec>> {
    local::FunctionSpec spec;
    spec.name = "probe";
    spec.id = id;
    spec.executable = FOTOGAL_BIN_DIR "/agent_probe";
    if (id != "ocid1.fnfunc.oc1..probe") return std::optional<local::FunctionSpec>();
    return std::optional(spec);
  };
  bench.agent = std::make_unique<local::Agent>(options);
  CHECK(bench.Ask(kTarget, "", {{"is-dry-run", "true"}}).status == 200);
  CHECK(bench.Ask(kTarget).status == 200);
  CHECK(bench.Ask("/20181201/functions/other/actions/invoke").status == 404);
  CHECK(
      bench.Ask("/20181201/functions/other/actions/invoke", "", {{"is-dry-run", "true"}}).status ==
      404);
}

TEST_CASE("a function is called and waited for, or started and left alone") {
  Bench bench;
  const auto waited = bench.Ask(kTarget);
  CHECK(waited.status == 200);
  CHECK(std::stoi(waited.body) > 1);
  CHECK(bench.Ask("/20181201/functions/ocid1%2Efnfunc.oc1..probe/actions/invoke").status == 200);
  const std::string entered = bench.path + "/gate.entered";
  const auto left =
      bench.Ask(kTarget, "wait " + bench.path + "/gate", {{"Fn-Invoke-Type", "detached"}});
  CHECK(left.status == 202);
  CHECK(left.body.empty());
  // the call is running nevertheless
  while (!std::filesystem::exists(entered)) std::this_thread::yield();
}

TEST_CASE("a dry run runs nothing, and tells whether there is such a function") {
  Bench bench;
  const std::string entered = bench.path + "/gate.entered";
  const std::string order = "wait " + bench.path + "/gate";
  for (const char* type : {"sync", "detached"}) {
    const auto taken =
        bench.Ask(kTarget, order, {{"Fn-Invoke-Type", type}, {"Is-Dry-Run", "true"}});
    CHECK(taken.status == (std::string(type) == "sync" ? 200 : 202));
    CHECK(taken.body.empty());
  }
  const auto unknown = bench.Ask("/20181201/functions/ocid1.fnfunc.oc1..other/actions/invoke", "",
                                 {{"is-dry-run", "true"}});
  CHECK(Code(unknown) == "NotAuthorizedOrNotFound");
  // not a dry run, so this one runs
  CHECK(bench.Ask(kTarget, "pid", {{"is-dry-run", "false"}}).body != "");
  CHECK_FALSE(std::filesystem::exists(entered));
}

TEST_CASE("the signature is looked at before anything else") {
  Bench bench;
  bench.signed_well = false;
  for (const std::string& target :
       {kTarget, std::string("/"), std::string("/20181201/functions/x")})
    CHECK(bench.Ask(target).status == 401);
}

TEST_CASE("what is no invocation is 404, and a body over 6 MB 413") {
  Bench bench;
  for (const char* target :
       {"/", "", "/20181201/functions/", "/20181201/functions//actions/invoke",
        "/20181201/functions/actions/invoke", "/20190828/functions/x/actions/invoke",
        "/20181201/functions/ocid1.fnfunc.oc1..probe/actions/invoke/",
        "/20181201/functions/ocid1.fnfunc.oc1..probe"}) {
    INFO(target);
    CHECK(bench.Ask(target).status == 404);
  }
  CHECK(bench.Ask(kTarget, "pid", {}, "GET").status == 404);
  CHECK(Code(bench.Ask("/20181201/functions/ocid1.fnfunc.oc1..other/actions/invoke")) ==
        "NotAuthorizedOrNotFound");
  CHECK(bench.Ask(kTarget, std::string(6 * 1024 * 1024 + 1, 'x')).status == 413);
  CHECK(bench.Ask(kTarget, std::string(6 * 1024 * 1024, 'x')).status == 200);
}

TEST_CASE("the report is answered to signed GET requests only") {
  Bench bench;
  const auto pid = bench.Ask(kTarget).body;
  const auto told = bench.Ask(local::kReportPath, "", {}, "GET");
  REQUIRE(told.status == 200);
  const auto functions = nlohmann::json::parse(told.body);
  CHECK(functions[0]["name"] == "probe");
  CHECK(functions[0]["calls"] == 1);
  CHECK(functions[0]["instances"][0]["pid"] == std::stoi(pid));
  CHECK(bench.Ask(local::kReportPath).status == 404);  // POST
  bench.signed_well = false;
  CHECK(bench.Ask(local::kReportPath, "", {}, "GET").status == 401);
}
