#include "functions/export/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/files.h"
#include "fotogal/base/schema.h"
#include "fotogal/export/exports.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/like/handler.h"
#include "functions/sweep/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/push_world.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;
using tests::Person;

namespace {

tests::Reply Ask(tests::TestCloud& cloud, const Person& person, const char* method = "POST") {
  return cloud.Send(&account::Handle, {method, "/v1/me/export"}, &person);
}

size_t Pars(tests::TestCloud& cloud) {
  auto call = cloud.NewCall();
  const auto list = cloud.services().objects->ListPars(call, "exports/", "");
  REQUIRE(list.ok());
  return list->items.size();
}

std::vector<std::string> ExportObjects(tests::TestCloud& cloud) {
  auto call = cloud.NewCall();
  const auto list = cloud.services().objects->List(call, "exports/", "", 1000);
  REQUIRE(list.ok());
  std::vector<std::string> names;
  for (const auto& object : list->objects) names.push_back(object.name);
  return names;
}

std::string ArchiveOf(tests::TestCloud& cloud) {
  const auto names = ExportObjects(cloud);
  REQUIRE(names.size() == 1);
  auto call = cloud.NewCall();
  const auto object = cloud.services().objects->Get(call, names[0]);
  REQUIRE(object.ok());
  REQUIRE(*object);
  CHECK((*object)->content_type == "application/zip");
  CHECK((*object)->cache_control == "no-store");
  return (*object)->body;
}

// Reads the archive with another implementation of ZIP: name -> content, every checksum verified.
std::map<std::string, std::string> Unzip(const std::string& archive) {
  char pattern[] = "/tmp/fotogal-zip-XXXXXX";
  const std::string folder = mkdtemp(pattern);
  std::ofstream(folder + "/a.zip", std::ios::binary) << archive;
  const std::string command =
      "python3 -c 'import sys, zipfile\n"
      "z = zipfile.ZipFile(sys.argv[1])\n"
      "assert z.testzip() is None\n"
      "z.extractall(sys.argv[2])' " +
      folder + "/a.zip " + folder + "/out";
  REQUIRE(std::system(command.c_str()) == 0);
  std::map<std::string, std::string> files;
  const std::filesystem::path root = folder + "/out";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    files[std::filesystem::relative(entry.path(), root)] =
        common::ReadFile(entry.path()).value_or("");
  }
  std::filesystem::remove_all(folder);
  return files;
}

// All rows of a section, from all its files.
Json Section(const std::map<std::string, std::string>& files, const std::string& name) {
  Json rows = Json::array();
  for (const auto& [file, content] : files) {
    if (!file.starts_with(name + "/")) continue;
    for (const auto& row : Json::parse(content)) rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("an export holds everything of its person and no secret") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  const auto image = cloud.Upload(ann, 1);
  cloud.Upload(ann, 2);
  const auto other = cloud.Upload(bob, 3);
  cloud.React(ann, other, "PUT", "like");
  cloud.Send(&comment::Handle,
             {"POST", "/v1/images/" + other + "/comments", "", R"({"text":"nice"})"}, &ann);
  const auto said =
      cloud.Send(&comment::Handle,
                 {"POST", "/v1/images/" + other + "/comments", "", R"({"text":"mine"})"}, &bob);
  const std::string like =
      "/v1/images/" + other + "/comments/" + said.body["id"].get<std::string>() + "/like";
  REQUIRE(cloud.Send(&comment::Handle, {"PUT", like}, &ann).status == 200);
  REQUIRE(cloud.Send(&like::Handle, {"PUT", "/v1/images/" + other + "/bookmark"}, &ann).status ==
          200);
  cloud.Follow(ann, bob);
  cloud.Follow(bob, ann);
  cloud.RunJobs();

  const auto first = Ask(cloud, ann);
  CHECK(first.status == 202);
  CHECK(first.body["status"] == "preparing");
  CHECK(first.body["progress"]["total"] == 2);
  CHECK(Ask(cloud, ann).status == 202);
  cloud.RunJobs();
  const auto ready = Ask(cloud, ann);
  REQUIRE(ready.status == 200);
  CHECK(ready.body["url"].get<std::string>().starts_with("/v1/get/"));

  const std::string archive = ArchiveOf(cloud);
  CHECK(ready.body["size"] == archive.size());
  const auto files = Unzip(archive);
  const auto images = Section(files, "images");
  REQUIRE(images.size() == 2);
  CHECK(files.at(images[0]["file"]) == tests::SmallPng(1));
  CHECK(files.at(images[1]["file"]) == tests::SmallPng(2));
  CHECK(Section(files, "account")[0]["email"] == "ann@example.com");
  CHECK(Section(files, "reactions")[0]["username"] == "bob");
  CHECK(Section(files, "comments")[0]["text"] == "nice");
  CHECK(Section(files, "bookmarks")[0]["username"] == "bob");
  CHECK(Section(files, "comment-likes")[0]["liked"] == true);
  CHECK(Section(files, "following")[0]["username"] == "bob");
  CHECK(Section(files, "followers")[0]["username"] == "bob");
  CHECK(Section(files, "notifications").size() == 1);
  CHECK(Section(files, "sessions").size() == 1);
  CHECK(archive.find("argon2") == std::string::npos);
  CHECK(archive.find(ann.session_id) == std::string::npos);
  CHECK(archive.find("bob@example.com") == std::string::npos);
}

TEST_CASE("an export tells the quiet hours of a browser that takes pushes, and no more of it") {
  tests::PushWorld world;
  world.Subscribe(world.ann, "phone", {{"from", "22:00"}, {"to", "07:30"}});
  REQUIRE(Ask(world.cloud, world.ann).status == 202);
  world.cloud.RunJobs();
  const auto sessions = Section(Unzip(ArchiveOf(world.cloud)), "sessions");
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0]["quiet_hours"] == Json{{"from", "22:00"}, {"to", "07:30"}});
  CHECK_FALSE(sessions[0].contains("push"));
}

TEST_CASE("an export tells the avatar's address, and contains it as it was sent") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto set = cloud.Send(&upload::Handle,
                              {"PUT", "/v1/me/avatar", "", tests::SmallPng(4), "image/png"}, &ann);
  REQUIRE(set.status == 200);
  Ask(cloud, ann);
  cloud.RunJobs();
  REQUIRE(Ask(cloud, ann).status == 200);
  const auto files = Unzip(ArchiveOf(cloud));
  const auto images = Section(files, "images");
  REQUIRE(images.size() == 1);
  CHECK(images[0]["is_profile"] == true);
  CHECK(files.at(images[0]["file"]) == tests::SmallPng(4));
  // Where the API says where it is; the address in Object Storage ends within a day.
  const std::string url = Section(files, "account")[0]["profile_image_url"];
  const std::string before = "/v1/images/", after = "/content?size=thumb";
  REQUIRE((url.starts_with(before) && url.ends_with(after)));
  const auto id = url.substr(before.size(), url.size() - before.size() - after.size());
  CHECK(cloud.LoadContent(id, "thumb", &ann).status == 200);
  for (const auto& [file, content] : files)
    CHECK(content.find("photo_access") == std::string::npos);
}

TEST_CASE("an archive of several parts is whole, and none of them is smaller than OCI takes") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  for (int i = 1; i <= 3; ++i) cloud.Upload(ann, i);
  // two of them are smaller than OCI's smallest part, three are not
  constexpr size_t kPhoto = 9'000'000;
  auto call = cloud.NewCall();
  for (const auto& row : cloud.Rows(schema::kImages)) {
    const std::string name = row["image_filename"];
    REQUIRE(cloud.services().objects->Put(call, name, std::string(kPhoto, name.back()), {}).ok());
  }
  Ask(cloud, ann);
  cloud.RunJobs();
  const auto ready = Ask(cloud, ann);
  REQUIRE(ready.status == 200);
  const auto files = Unzip(ArchiveOf(cloud));
  size_t photos = 0;
  for (const auto& [name, content] : files) {
    if (!name.starts_with("photos/")) continue;
    CHECK(content.size() == kPhoto);
    ++photos;
  }
  CHECK(photos == 3);
  CHECK(Section(files, "images").size() == 3);
  CHECK(Section(files, "account").size() == 1);
}

TEST_CASE("only the owner's session asks for an export, and one is made a day") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  for (const char* method : {"GET", "POST"})
    CHECK(cloud.Send(&account::Handle, {method, "/v1/me/export"}).status == 401);
  CHECK(cloud.Rows(schema::kJobs).empty());
  Ask(cloud, ann);
  Ask(cloud, ann);
  CHECK(cloud.Rows(schema::kJobs).size() == 1);
  cloud.RunJobs();
  CHECK(Ask(cloud, ann).status == 200);
  CHECK(Ask(cloud, ann).status == 200);
  CHECK(ExportObjects(cloud).size() == 1);
  cloud.now += std::chrono::hours(25);
  CHECK(cloud.Invoke(&sweep::Handle, "{}").status == 200);
  CHECK(ExportObjects(cloud).empty());
  CHECK(Ask(cloud, ann).status == 202);
  cloud.RunJobs();
  CHECK(Ask(cloud, ann).status == 200);
}

TEST_CASE("an export cut off at any request is finished by sweep, whole") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  for (int i = 0; i < 3; ++i) cloud.Upload(ann, i);
  cloud.RunJobs();
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1, status = 0; status != 200; ++n) {
      INFO("cut at " << n);
      cloud.now += std::chrono::hours(49);  // the previous export has expired
      cloud.Invoke(&sweep::Handle, "{}");
      const auto fresh = cloud.StartSession(ann);
      REQUIRE(Ask(cloud, fresh).status == 202);
      const auto job = cloud.Rows(schema::kJobs).at(0);
      cloud.ForgetStarted();
      cloud.transport().FailFrom(n, fault);
      const Json event{{"bucket", job["bucket"]}, {"id", job["id"]}};
      status = cloud.Invoke(&export_data::Handle, event.dump()).status;
      cloud.transport().Recover();
      for (int i = 0; i < 3; ++i) cloud.RunJobs();
      CHECK(cloud.Rows(schema::kJobs).empty());
      REQUIRE(Ask(cloud, fresh).status == 200);
      CHECK(Pars(cloud) == 1);
      const auto files = Unzip(ArchiveOf(cloud));
      CHECK(Section(files, "images").size() == 3);
      REQUIRE(n < 100);
    }
  }
}

TEST_CASE("GET and HEAD show the state of an export and start none") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.Upload(ann, 1);
  cloud.RunJobs();
  for (const char* method : {"GET", "HEAD", "GET"}) {
    const auto told = Ask(cloud, ann, method);
    CHECK(told.status == 200);
    CHECK(told.body == Json{{"status", "none"}});
    CHECK(told.raw.headers.Get("Cache-Control") == "no-store");
  }
  CHECK(cloud.TakeStarted().empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
  CHECK(Ask(cloud, ann).status == 202);
  const Json preparing{{"status", "preparing"}, {"progress", {{"done", 0}, {"total", 0}}}};
  const auto told = Ask(cloud, ann, "GET");
  CHECK(told.status == 202);
  CHECK(told.body == preparing);
  cloud.RunJobs();
  const auto ready = Ask(cloud, ann, "GET");
  CHECK(ready.status == 200);
  CHECK(ready.body["status"] == "ready");
  CHECK(ready.raw.headers.Get("Cache-Control") == "no-store");
  CHECK(Ask(cloud, ann).body == ready.body);
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("an export has one pre-authenticated request, which is deleted with it") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  Ask(cloud, ann);
  CHECK(Pars(cloud) == 0);
  cloud.RunJobs();
  const auto ready = Ask(cloud, ann, "GET");
  for (int i = 0; i < 5; ++i) {
    CHECK(Ask(cloud, ann, "GET").body == ready.body);
    CHECK(Ask(cloud, ann).body == ready.body);
  }
  CHECK(Pars(cloud) == 1);
  cloud.now += std::chrono::hours(25);
  const auto later = cloud.StartSession(ann);
  CHECK(Ask(cloud, later, "GET").body == Json{{"status", "none"}});
  CHECK(cloud.Invoke(&sweep::Handle, "{}").status == 200);
  CHECK(Pars(cloud) == 0);
  CHECK(ExportObjects(cloud).empty());
}

TEST_CASE("an export and its pre-authenticated request are deleted with the account") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  Ask(cloud, ann);
  cloud.RunJobs();
  REQUIRE(Pars(cloud) == 1);
  const Json password{{"password", "password of ann"}};
  const auto fresh = cloud.StartSession(ann);
  REQUIRE(cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", password.dump()}, &fresh).status ==
          202);
  for (int i = 0; i < 5; ++i) cloud.RunJobs();
  CHECK(Pars(cloud) == 0);
  for (const auto& row : cloud.Rows(schema::kUnderWay)) CHECK(row["user_id"] != ann.id);
  CHECK(ExportObjects(cloud).empty());
}

TEST_CASE("two calls that start an export at the same time start one") {
  tests::TestCloud cloud;
  for (int n = 1;; ++n) {
    INFO("the second begins at request " << n);
    const auto ann = cloud.SignUp("ann" + std::to_string(n));
    int seen = 0;
    bool inside = false;
    cloud.transport().Observe([&](const standin::Request&) {
      if (inside) return;
      if (++seen != n) return;
      inside = true;
      CHECK(Ask(cloud, ann).status == 202);
    });
    CHECK(Ask(cloud, ann).status == 202);
    cloud.transport().Observe(nullptr);
    if (seen < n) break;
    CHECK(cloud.Rows(schema::kJobs).size() == 1);
    cloud.RunJobs();
    CHECK(Ask(cloud, ann, "GET").body["status"] == "ready");
    CHECK(Pars(cloud) == static_cast<size_t>(n));
    CHECK(cloud.Rows(schema::kJobs).empty());
    REQUIRE(n < 30);
  }
}
