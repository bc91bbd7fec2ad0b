// For tests: an Object Storage with one bucket, called without signatures.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "local/standin/object_storage/service.h"
#include "local/standin/testing.h"

namespace standin::testing {

using nlohmann::json;
using Strings = std::vector<std::string>;

inline constexpr char kBucketPath[] = "/n/ns/b/photos";

struct Storage {
  Storage() {
    Open();
    Create("photos");
  }
  void Open() {
    storage = ObjectStorage::Open({folder.path(), "ns", "c", "u", "http://h",
                                   [this] { return now; }, SystemRandom()})
                  .value();
  }
  Response Create(const std::string& name) {
    return Send("POST", "/n/ns/b", json{{"name", name}, {"compartmentId", "c"}}.dump());
  }
  Response Send(const std::string& method, const std::string& target, const std::string& body = "",
                oci::HeaderList headers = {}) {
    const auto question = target.find('?');
    headers.emplace_back("content-length", std::to_string(body.size()));
    const Request request{method, target.substr(0, question),
                          question == std::string::npos ? "" : target.substr(question + 1), headers,
                          body};
    return target.starts_with("/p/") ? storage->HandlePar(request) : storage->Handle(request);
  }
  Response Put(const std::string& name, const std::string& body, oci::HeaderList headers = {}) {
    return Send("PUT", std::string(kBucketPath) + "/o/" + name, body, std::move(headers));
  }
  Response Get(const std::string& name, oci::HeaderList headers = {}) {
    return Send("GET", std::string(kBucketPath) + "/o/" + name, "", std::move(headers));
  }
  json List(const std::string& query) {
    const auto response = Send("GET", std::string(kBucketPath) + "/o?" + query);
    REQUIRE(response.status == 200);
    return json::parse(response.body);
  }
  Folder folder;
  oci::TimePoint now{std::chrono::seconds(1795269600)};
  std::unique_ptr<ObjectStorage> storage;
};

inline Strings Names(const json& list) {
  Strings names;
  for (const json& object : list["objects"]) names.push_back(object["name"]);
  return names;
}

}  // namespace standin::testing
