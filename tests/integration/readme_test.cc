// Checks that README.md and docs/configuration.md show what the sources have.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>

#include "common/files.h"
#include "tests/support/running_service.h"

namespace {

std::string Read(const std::string& path) {
  return common::ReadFile(FOTOGAL_SOURCE_DIR "/" + path).value_or("");
}

// The lines between the two marker comments.
std::string Marked(const std::string& text, const std::string& marker) {
  const auto from = text.find(marker + "\n") + marker.size() + 1;
  return text.substr(from, text.find(marker, from) - from);
}

}  // namespace

TEST_CASE("the READMEs quote the compiled eight-line function") {
  const auto snippet = Marked(Read("examples/hello/main.cc"), "// [hello]");
  REQUIRE(snippet.size() > 100);
  for (const char* page : {"README.md", "README.pt-BR.md", "shared/fdk/README.md"}) {
    INFO(page);
    CHECK(Read(page).find("```cpp\n" + snippet + "```") != std::string::npos);
  }
}

TEST_CASE("the pages of the libraries show the compiled examples whole") {
  const char* examples[][3] = {
      {"examples/nosql/main.cc", "// [nosql]", "shared/nosql/README.md"},
      {"examples/object_storage/main.cc", "// [oci]", "shared/oci/README.md"}};
  for (const auto& [source, marker, page] : examples) {
    INFO(page);
    const auto snippet = Marked(Read(source), marker);
    REQUIRE(snippet.size() > 1000);
    CHECK(Read(page).find("```cpp\n" + snippet + "```") != std::string::npos);
  }
}

TEST_CASE(
    "docs/configuration.md names every variable that the functions read, and together they stay "
    "under 4 KB") {
  tests::RunningService service;
  const auto config =
      tests::Json::parse(std::ifstream(service.data() + "/run.json"))["function_config"];
  const std::string page = Read("docs/configuration.md");
  size_t bytes = 0;
  for (const auto& [name, value] : config.items()) {
    INFO(name);
    const bool principal = name.starts_with("OCI_RESOURCE_PRINCIPAL_");
    CHECK((principal || page.find("`" + name + "`") != std::string::npos));
    // Those of the principal are set by OCI itself and are not part of the configuration.
    if (!principal) bytes += name.size() + value.get<std::string>().size();
  }
  CHECK(bytes < 4096);
  std::istringstream source(Read("shared/fotogal/base/config.cc"));
  for (std::string line; std::getline(source, line);) {
    const auto from = line.find("value(\"FOTOGAL_");
    if (from == std::string::npos) continue;
    const auto name = line.substr(from + 7, line.find('"', from + 7) - from - 7);
    INFO(name);
    CHECK(page.find("`" + name + "`") != std::string::npos);
  }
}
