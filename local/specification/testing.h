// For tests: specifications to break.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/files.h"

namespace local::testing {

inline std::string ReadSource(const std::string& path) {
  return common::ReadFile(FOTOGAL_SOURCE_DIR "/" + path).value_or("");
}

// api-gateway/deployment.json.in, its placeholders filled with what a tenancy would give.
inline nlohmann::json OwnSpecification() {
  std::string text = ReadSource("api-gateway/deployment.json.in");
  const std::string endpoint = "{{objectstorage.endpoint}}";
  for (size_t at; (at = text.find(endpoint)) != std::string::npos;)
    text.replace(at, endpoint.size(), "https://objectstorage.sa-saopaulo-1.oraclecloud.com");
  for (size_t at; (at = text.find("{{")) != std::string::npos;)
    text.replace(at, text.find("}}", at) + 2 - at, "filled");
  return nlohmann::json::parse(text);
}

// A small one that uses every part and breaks no rule.
inline nlohmann::json GoodSpecification() {
  return nlohmann::json::parse(ReadSource("local/specification/testdata/good.json"));
}

// The good one with one thing changed, the rule that this breaks, and the beginning of the line
// that says so.
struct Broken {
  std::string rule, at;  // "at": a JSON pointer
  nlohmann::json specification;
  std::string line;
};

// {"$text": "/a", "$then": "b", "$times": 3} stands for "/abbb"; {"$item": {"path": "/r#"},
// "$count": 2} for a list of two such items, the number of each for "#".
inline nlohmann::json Expanded(const nlohmann::json& value) {
  if (!value.is_object()) return value;
  if (value.contains("$times"))
    return value["$text"].get<std::string>() +
           std::string(value["$times"].get<size_t>(), value["$then"].get<std::string>()[0]);
  if (!value.contains("$count")) return value;
  auto list = nlohmann::json::array();
  for (int i = 0; i < value["$count"].get<int>(); ++i) {
    std::string item = value["$item"].dump();
    for (size_t at; (at = item.find('#')) != std::string::npos;)
      item.replace(at, 1, std::to_string(i));
    list.push_back(nlohmann::json::parse(item));
  }
  return list;
}

// testdata/broken.json. Oracle's SDK sends the same (tests/sdk).
inline std::vector<Broken> BrokenSpecifications() {
  std::vector<Broken> all;
  for (const auto& entry :
       nlohmann::json::parse(ReadSource("local/specification/testdata/broken.json"))) {
    auto specification = GoodSpecification();
    specification[nlohmann::json::json_pointer(entry["at"].get<std::string>())] =
        Expanded(entry["value"]);
    all.push_back({entry["rule"], entry["at"], specification, entry["line"]});
  }
  return all;
}

}  // namespace local::testing
