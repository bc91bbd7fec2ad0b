#include "operate/provision/release.h"

#include <catch2/catch_test_macros.hpp>

#include "operate/provision/testing.h"

using namespace operate::provision;
using nlohmann::json;

TEST_CASE("before the first release there is nothing to restore") {
  testing::EmptyTenancy empty;
  const auto release = CurrentRelease(empty.Calls(), empty.access(), empty.settings);
  REQUIRE(release.ok());
  CHECK(release->functions.empty());
  CHECK(Restore(empty.Calls(), empty.access(), empty.settings, *release).ok());
}

TEST_CASE("what ran before is put back: images, memory, configuration, routes and first page") {
  testing::EmptyTenancy empty;
  REQUIRE(empty.Apply().ok());
  auto call = empty.NewCall();
  oci::object_storage::Client pages(empty.requester,
                                    {"http://h", standin::kNamespace, "fotogal-web"});
  oci::object_storage::PutOptions html;
  html.content_type = "text/html";
  html.cache_control = "no-cache";
  REQUIRE(pages.Put(call, "index.html", "first", html).ok());
  const auto before = CurrentRelease(empty.Calls(), empty.access(), empty.settings);
  REQUIRE(before.ok());
  const json upload = empty.Function("upload");
  const json deployment = empty.Deployment();

  empty.settings.image_tag = "0.2.0";
  empty.settings.functions[4].memory_mb = 2048;
  empty.settings.specification = [](const auto&) -> oci::Result<json> {
    return json{{"routes", json::array()}};
  };
  REQUIRE(empty.Apply().ok());
  REQUIRE(pages.Put(call, "index.html", "second", {}).ok());
  REQUIRE(empty.Deployment()["specification"] != deployment["specification"]);

  REQUIRE(Restore(empty.Calls(), empty.access(), empty.settings, *before).ok());
  CHECK(empty.Function("upload")["image"] == upload["image"]);
  CHECK(empty.Function("upload")["memoryInMBs"] == 1024);
  CHECK(empty.Deployment()["specification"] == deployment["specification"]);
  const auto page = pages.Get(call, "index.html").value().value();
  CHECK(page.body == "first");
  CHECK(page.content_type == "text/html");
  CHECK(page.cache_control == "no-cache");
}
