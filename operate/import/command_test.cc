// `fotogal import-v1` as an operator runs it, into a running `fotogal up`.
#include <sys/wait.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "local/running/operator.h"
#include "tests/import/old_world.h"
#include "tests/support/running_service.h"

using namespace tests;

namespace {

struct Ran {
  int code = -1;
  std::string output;  // both streams
};

Ran Run(const std::string& config) {
  const std::string command =
      std::string(FOTOGAL_BIN_DIR) + "/fotogal import-v1 --config " + config + " 2>&1";
  Ran ran;
  std::FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  for (size_t count; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.output.append(buffer.data(), count);
  const int status = pclose(pipe);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

fotogal::Services OldServices(const RunningService& service) {
  const local::DataFolder folder{service.data()};
  auto running = local::ReadRunning(folder).value();
  running.function_config["FOTOGAL_BUCKET"] = "fotogal_bucket_images";
  return local::OperatorServices(folder, running).value();
}

std::string WriteConfig(const RunningService& service, Json file) {
  const std::string path = service.data() + "/import.json";
  std::ofstream(path) << file.dump();
  return path;
}

}  // namespace

TEST_CASE("people of an import can use the running service they were imported into") {
  RunningService service;
  auto services = OldServices(service);
  OldStore store(services, "old_users", "old_images");
  store.MakeTables(local::OperatorRequester({service.data()}).value());
  const auto now = fotogal::ToMillis(local::SystemNow()) / 1000;
  OldWorld world = MakeOldWorld(8, 45, 60, now);
  world.people.at(4).is_private = false;
  world.people.at(6).follow = {4};
  world.people.at(4).follow_you = {6};
  world.images.erase(6);  // of the future
  OldImage& image = world.images[1000];
  image = {1000,  4,   now - 3600, "fresh.png", "png", "Fresh", world.images.at(3).bytes,
           false, {6}, {}};
  world.Store(store);

  const std::string config =
      WriteConfig(service, {{"source",
                             {{"data", service.data()},
                              {"bucket", "fotogal_bucket_images"},
                              {"tables", {{"users", "old_users"}, {"images", "old_images"}}}}},
                            {"destination", {{"data", service.data()}}}});
  const Ran first = Run(config);
  INFO(first.output);
  REQUIRE(first.code == 0);
  CHECK(first.output.find("people 45, images ") != std::string::npos);
  CHECK(first.output.find("writing people: 45 of 45") != std::string::npos);
  CHECK(first.output.find("username_changed ") != std::string::npos);
  CHECK(std::filesystem::exists(config + ".report.jsonl"));
  const Ran second = Run(config);
  CHECK(second.code == 0);
  CHECK(second.output.find("An earlier run has finished; nothing was written.") !=
        std::string::npos);

  const auto session = service.Send(
      "POST", "/v1/login", Json{{"login", "p6@ex.com"}, {"password", OldPassword(6)}}.dump(),
      "application/json");
  REQUIRE(session.status == 200);
  const Client person{&service, "person.6", session.json()["token"]};
  const Json feed = person.Send("GET", "/v1/feed?limit=1").json();
  REQUIRE(feed["items"].size() == 1);
  const Json& newest = feed["items"][0];
  CHECK(newest["caption"] == "Fresh");
  CHECK(newest["author"]["username"] == "person.4");
  CHECK(newest["like_count"] == 1);
  CHECK(newest["my_reaction"] == "like");
  const std::string id = newest["id"];
  CHECK(service.Send("GET", newest["urls"]["original"]).body == image.bytes);
  CHECK(person.Send("DELETE", "/v1/images/" + id + "/like").json()["like_count"] == 0);
  CHECK(person.Send("DELETE", "/v1/users/person.4/follow").json()["relation"] == "none");
}

TEST_CASE("an import that cannot run says why in one line") {
  const Ran missing = Run("/nowhere/import.json");
  CHECK(missing.code == 1);
  CHECK(missing.output == "fotogal: cannot read /nowhere/import.json\n");
  RunningService service;
  const Ran same = Run(WriteConfig(service, {{"source", {{"data", service.data()}}},
                                             {"destination", {{"data", service.data()}}}}));
  CHECK(same.code == 1);
  CHECK(same.output.find("source.tables: these are tables of the new layout") != std::string::npos);
  const Ran none = Run(WriteConfig(
      service,
      {{"source",
        {{"data", service.data()}, {"tables", {{"users", "no_such"}, {"images", "none_such"}}}}},
       {"destination", {{"data", service.data()}}}}));
  CHECK(none.code == 1);
  INFO(none.output);
  CHECK(none.output.find("fotogal: TableNotFound: ") != std::string::npos);
  CHECK(none.output.find("no_such") != std::string::npos);
  CHECK(none.output.find("opc-request-id") != std::string::npos);
}
