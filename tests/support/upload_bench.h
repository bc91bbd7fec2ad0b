// A person who uploads photos to Object Storage, and checks of what is left there.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/schema.h"
#include "functions/image/handler.h"
#include "functions/sweep/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

namespace tests {

struct UploadBench {
  TestCloud cloud;
  Person ann = cloud.SignUp("ann");

  Reply Open(const Json& body, const Person& who) {
    return cloud.Send(&fotogal::upload::Handle, {"POST", "/v1/uploads", "", body.dump()}, &who);
  }
  // Uploads the bytes to the URL as a browser does.
  void PutAt(const std::string& upload, const std::string& bytes) {
    for (const auto& row : cloud.Rows(fotogal::schema::kUploads)) {
      if (fotogal::ToBase36(row["id"].get<fotogal::Id>()) != upload) continue;
      auto call = cloud.NewCall();
      REQUIRE(
          cloud.services().objects->Put(call, row["object"].get<std::string>(), bytes, {}).ok());
    }
  }
  std::string OpenFor(const std::string& bytes, const Person& who, bool put = true) {
    const auto reply = Open({{"content_type", "image/png"}, {"size", bytes.size()}}, who);
    REQUIRE(reply.status == 201);
    const std::string id = reply.body["upload_id"];
    if (put) PutAt(id, bytes);
    return id;
  }
  Reply Publish(const Json& body, const Person& who, const std::string& key = "") {
    Call call{"POST", "/v1/images", "", body.dump()};
    if (!key.empty()) call.headers.Set("Idempotency-Key", key);
    return cloud.Send(&fotogal::upload::Handle, call, &who);
  }
  Reply Avatar(const std::string& upload, const Person& who) {
    return cloud.Send(&fotogal::upload::Handle,
                      {"PUT", "/v1/me/avatar", "", Json{{"upload_id", upload}}.dump()}, &who);
  }
  void Remove(const std::string& image, const Person& who) {
    REQUIRE(cloud.Send(&fotogal::image::Handle, {"DELETE", "/v1/images/" + image}, &who).status ==
            204);
  }
  std::vector<std::string> Objects(const std::string& folder) {
    auto call = cloud.NewCall();
    std::vector<std::string> names;
    const auto list = cloud.services().objects->List(call, folder, "", 1000);
    REQUIRE(list.ok());
    for (const auto& object : list->objects) names.push_back(object.name);
    return names;
  }
  size_t Pars() {
    auto call = cloud.NewCall();
    const auto list = cloud.services().objects->ListPars(call, "uploads/", "");
    REQUIRE(list.ok());
    return list->items.size();
  }
  void Sweep() { REQUIRE(cloud.Invoke(&fotogal::sweep::Handle, "{}").status == 200); }
  // Checks that nothing temporary is left.
  void CheckTidy() {
    CHECK(Objects("uploads/").empty());
    CHECK(Pars() == 0);
    CHECK(cloud.Rows(fotogal::schema::kUploads).empty());
    CHECK(cloud.Rows(fotogal::schema::kJobs).empty());
  }
};

}  // namespace tests
