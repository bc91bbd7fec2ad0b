// A service whose web client is published, and its pages.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "common/files.h"
#include "functions/account/handler.h"
#include "functions/page/handler.h"
#include "tests/support/domain_world.h"

namespace fotogal::page::testing {

struct PublicWorld : tests::WorldOfAnn {
  PublicWorld() { Publish(common::ReadFile(FOTOGAL_SOURCE_DIR "/web/index.html").value_or("")); }

  void Publish(const std::string& html) {
    auto call = cloud.NewCall();
    REQUIRE(services.web->Put(call, "index.html", html, {}).ok());
  }

  // As the gateway asks, without any identity.
  tests::Reply Get(const std::string& path, const char* header = "",
                   const std::string& value = "") {
    fdk::Headers headers;
    if (!value.empty()) headers.Set(header, value);
    return cloud.Send(&Handle, {"GET", path, "", "", "", std::move(headers)});
  }

  tests::Reply Patch(const tests::Person& person, const nlohmann::json& body) {
    return cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", body.dump()}, &person);
  }

  // What the page has for the client.
  static nlohmann::json DataOf(const tests::Reply& reply) {
    const std::string begin = "<script type=\"application/json\" id=\"public\">";
    const auto from = reply.raw.body.find(begin);
    REQUIRE(from != std::string::npos);
    const auto text = from + begin.size();
    return nlohmann::json::parse(
        reply.raw.body.substr(text, reply.raw.body.find("</script>", text) - text));
  }
};

}  // namespace fotogal::page::testing
