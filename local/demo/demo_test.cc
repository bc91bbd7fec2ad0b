// `fotogal up --demo` fills an empty store once, finishes an interrupted run, and does not touch
// other stores.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/running_service.h"

using namespace tests;

namespace {

struct Folder {
  std::string path;
  Folder() {
    char pattern[] = "/tmp/fotogal-demo-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void Say(const std::string& state) const { std::ofstream(path + "/demo") << state << "\n"; }
};

Client LogIn(const RunningService& service, const std::string& username) {
  const Json form = {{"login", username}, {"password", "fotogal demo"}};
  const auto reply = service.Send("POST", "/v1/login", form.dump(), "application/json");
  REQUIRE(reply.status == 200);
  return {&service, username, reply.json()["token"]};
}

// Everything that can be counted, as one of the people sees it.
Json Inventory(const RunningService& service) {
  const auto marina = LogIn(service, "marina.alves");
  Json found = {{"feed", marina.Feed().size()}};
  for (const char* username : {"marina.alves", "tomas_r", "atelier.azul", "joana", "bia", "nuno"}) {
    const auto path = std::string("/v1/users/") + username;
    found[username] = marina.Send("GET", path).json().at("counts");
    const Json page = marina.Send("GET", path + "/images").json();
    for (const auto& image : page.at("items"))
      found[image.at("id").get<std::string>()] = {image.at("like_count"), image.at("comment_count"),
                                                  image.at("caption")};
  }
  return found;
}

}  // namespace

TEST_CASE("an empty store is filled once; a run that was cut off is finished without doubles") {
  Folder folder;
  Json first;
  {
    RunningService service({{"--demo"}, folder.path});
    first = Inventory(service);
    CHECK(first["feed"] == 18);  // all but those of Nuno
    CHECK(first["marina.alves"] == Json({{"images", 4}, {"followers", 5}, {"following", 4}}));
    // No unused sessions are left.
    const Json sessions = LogIn(service, "nuno").Send("GET", "/v1/me/sessions").json();
    CHECK(sessions["items"].size() == 1);
    const Json suggestions =
        Client::SignUp(service, "newcomer").Send("GET", "/v1/suggestions").json();
    CHECK(suggestions["items"].size() == 5);  // all but Bia, who is private
  }
  for (const char* state : {"done", "begun"}) {
    INFO("started again, noted as " << state);
    folder.Say(state);
    RunningService service({{"--demo"}, folder.path});
    CHECK(Inventory(service) == first);
  }
}

TEST_CASE("a store with people in it is left as it is") {
  Folder folder;
  {
    RunningService service({{}, folder.path});
    Client::SignUp(service, "ann");
  }
  RunningService service({{"--demo"}, folder.path});
  const Json form = {{"login", "marina.alves"}, {"password", "fotogal demo"}};
  CHECK(service.Send("POST", "/v1/login", form.dump(), "application/json").status == 401);
}
