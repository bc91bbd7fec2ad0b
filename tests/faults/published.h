// Photos that a person has published, and that must be there whatever happens to the disk.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <string>

#include "tests/support/pictures.h"
#include "tests/support/running_service.h"

namespace tests {

// What has been acknowledged: captions by image.
using Captions = std::map<std::string, std::string>;

// Publishes a photo with the caption "number7"; adds it when it is acknowledged.
inline HttpReply Publish(const Client& ann, int number, Captions& acknowledged) {
  const auto png = EncodePng(60, 60, [&](int b, int y) { return b * 7 + y * 13 + number * 31; });
  const std::string caption = "number" + std::to_string(number);
  auto reply =
      ann.Send("POST", "/v1/images", png, "image/png",
               {{"Idempotency-Key", "photo-" + std::to_string(number)}, {"X-Caption", caption}});
  if (reply.status == 201) acknowledged[reply.json()["id"]] = caption;
  return reply;
}

inline void CheckPublished(const Client& ann, const Captions& acknowledged) {
  for (const auto& [id, caption] : acknowledged) {
    INFO(caption);
    const auto image = ann.SendPatiently("GET", "/v1/images/" + id);
    CHECK(image.status == 200);
    CHECK(image.json().value("caption", "") == caption);
    const auto content = ann.SendPatiently("GET", "/v1/images/" + id + "/content");
    REQUIRE(content.status == 303);
    const std::string where = content.Header("Location");
    CHECK(ann.SendPatiently("GET", where.substr(where.find("/v1/"))).status == 200);
  }
}

}  // namespace tests
