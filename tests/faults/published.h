// Photos that a person has published, and that must be there whatever happens to the disk.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <string>

#include "tests/support/operator.h"
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

// Nothing was done, because the disk does not take it.
inline void CheckRefused(const HttpReply& reply) {
  INFO(reply.status << " " << reply.body);
  CHECK((reply.status == 502 || reply.status == 503));
  if (reply.status == 503) CHECK_FALSE(reply.Header("Retry-After").empty());
}

// The cloud is started on the folder once more: everything is there, and the files are in order.
inline void CheckAfterRestart(const std::string& data, const std::string& token,
                              const Captions& acknowledged) {
  RunningService service({{}, data});
  CheckPublished({&service, "ann", token}, acknowledged);
  CHECK(Run(std::string(kProgram) + " check --data " + data).status == 0);
}

}  // namespace tests
