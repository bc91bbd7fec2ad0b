// For tests: a valid specification, and variants that break rules.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "common/files.h"

namespace local::testing {

inline std::string ReadSource(const std::string& path) {
  return common::ReadFile(FOTOGAL_SOURCE_DIR "/" + path).value_or("");
}

// api-gateway/deployment.json.in with its placeholders filled as in a tenancy.
inline nlohmann::json OwnSpecification() {
  std::string text = ReadSource("api-gateway/deployment.json.in");
  const std::string endpoint = "{{objectstorage.endpoint}}";
  for (size_t at; (at = text.find(endpoint)) != std::string::npos;)
    text.replace(at, endpoint.size(), "https://objectstorage.sa-saopaulo-1.oraclecloud.com");
  // Functions have their names for ids.
  text = std::regex_replace(text, std::regex(R"(\{\{function\.(\w+)\}\})"), "$1");
  for (size_t at; (at = text.find("{{")) != std::string::npos;)
    text.replace(at, text.find("}}", at) + 2 - at, "filled");
  return nlohmann::json::parse(text);
}

// A small specification that uses every feature and breaks no rule.
inline nlohmann::json GoodSpecification() {
  return nlohmann::json::parse(ReadSource("local/specification/testdata/good.json"));
}

// The good specification with one change, the rule that it breaks, and the beginning of the line
// that reports it.
struct Broken {
  std::string rule, at;  // `at`: a JSON pointer
  nlohmann::json specification;
  std::string line;
};

// {"$text": "/a", "$then": "b", "$times": 3} becomes "/abbb"; {"$item": {"path": "/r#"}, "$count":
// 2} becomes a list of two such items with their numbers in place of "#".
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

// From testdata/broken.json. tests/sdk sends the same with Oracle's SDK.
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
