// Posts of several photos, as their authors publish them.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "fotogal/base/schema.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

namespace tests {

inline std::string UploadFor(TestCloud& cloud, const Person& person, const std::string& bytes) {
  const Json announced{{"content_type", "image/png"}, {"size", bytes.size()}};
  const auto opened =
      cloud.Send(&fotogal::upload::Handle, {"POST", "/v1/uploads", "", announced.dump()}, &person);
  REQUIRE(opened.status == 201);
  const std::string id = opened.body["upload_id"];
  for (const auto& row : cloud.Rows(fotogal::schema::kUploads)) {
    if (fotogal::ToBase36(row["id"].get<fotogal::Id>()) != id) continue;
    auto call = cloud.NewCall();
    REQUIRE(cloud.services().objects->Put(call, row["object"].get<std::string>(), bytes, {}).ok());
  }
  return id;
}

// Pictures of 8 x 8, SmallPng(1) first; returns the image's id.
inline std::string Post(TestCloud& cloud, const Person& person, int photos) {
  Json ids = Json::array(), texts = Json::array();
  for (int i = 1; i <= photos; ++i) {
    ids.push_back(UploadFor(cloud, person, SmallPng(i)));
    texts.push_back("photo " + std::to_string(i));
  }
  const Json body{{"upload_ids", ids}, {"alt_texts", texts}};
  const auto reply =
      cloud.Send(&fotogal::upload::Handle, {"POST", "/v1/images", "", body.dump()}, &person);
  REQUIRE(reply.status == 201);
  return reply.body["id"];
}

}  // namespace tests
