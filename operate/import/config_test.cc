#include "operate/import/config.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace operate::v1;
using Json = nlohmann::json;

namespace {

Json Good() {
  return {{"source",
           {{"region", "sa-saopaulo-1"},
            {"compartment_id", "ocid1.compartment.oc1..old"},
            {"namespace", "ns"},
            {"bucket", "fotogal_bucket_images"},
            {"credentials", {{"config_file", "~/.oci/config"}, {"profile", "OLD"}}}}},
          {"destination", {{"data", ".data"}}}};
}

std::string Refusal(const Json& file) {
  const auto config = ParseImportConfig(file.dump(), "import.json");
  return config.ok() ? "" : config.error().message;
}

}  // namespace

TEST_CASE("an import's configuration names source and destination") {
  const auto config = ParseImportConfig(Good().dump(), "import.json");
  REQUIRE(config.ok());
  CHECK(config->source.profile == "OLD");
  CHECK(config->source.users_table == "fotogal_ntable_users");
  CHECK(config->destination.data == ".data");
  CHECK(config->state_path == "import.json.state");
  CHECK(config->report_path == "import.json.report.jsonl");
  CHECK(config->in_flight == 8);
}

TEST_CASE("missing and unknown members of an import's configuration are named") {
  CHECK(ParseImportConfig("[]", "import.json").error().message ==
        "import.json: is []; must be a JSON object");
  CHECK(ParseImportConfig("{", "import.json")
            .error()
            .message.find("import.json: not JSON: line 1, column 2") == 0);
  CHECK(Refusal(Json::object()) == "import.json: source is missing");
  for (const char* member : {"region", "compartment_id", "namespace", "bucket"}) {
    Json file = Good();
    file["source"].erase(member);
    CHECK(Refusal(file) == std::string("import.json: source.") + member + " is missing");
  }
  Json file = Good();
  file["source"]["regoin"] = "x";
  CHECK(Refusal(file) == "import.json: source.regoin is not known here; did you mean region?");
  file = Good();
  file["source"]["credentials"]["key"] = "x";
  CHECK(Refusal(file) ==
        "import.json: source.credentials.key is not known here; known here: config_file, profile");
  file = Good();
  file["destination"]["tables"] = {{"users", "x"}};  // the new layout's names are fixed
  CHECK(Refusal(file).find("import.json: destination.tables is not known here; known here: ") == 0);
  file = Good();
  file["source"]["bucket"] = 5;
  CHECK(Refusal(file) == "import.json: source.bucket is 5; must be a text that is not empty");
  file = Good();
  file["in_flight"] = 9;
  CHECK(Refusal(file) == "import.json: in_flight is 9; must be a whole number from 1 to 8");
  file = Good();
  file["source"]["tables"] = "users";
  CHECK(Refusal(file) == "import.json: source.tables is \"users\"; must be an object");
  file = Good();
  file["source"].erase("region");
  file["source"]["nosql_endpoint"] = "http://127.0.0.1:1";
  file["source"]["object_storage_endpoint"] = "http://127.0.0.1:1";
  CHECK(Refusal(file).empty());
}
