#include "operate/command/region_hint.h"

#include <catch2/catch_test_macros.hpp>

using namespace operate;

namespace {

class Fixed : public oci::Transport {
 public:
  bool answers = false;
  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest&, std::chrono::milliseconds,
                                      const std::function<bool()>&) override {
    if (!answers) return oci::Error{"connection", "Could not resolve host: h", 0, "", true};
    oci::HttpResponse response;
    response.status = 204;
    return response;
  }
};

}  // namespace

TEST_CASE("for an unknown region that does not answer, the error suggests the nearest known one") {
  const auto fixed = std::make_shared<Fixed>();
  const auto send = [&](const char* region) {
    return WithRegionHint(fixed, "f.json", region)->Send({}, std::chrono::seconds(1), {});
  };
  const auto misspelt = send("sa-saopualo-1").error();
  CHECK(misspelt.message ==
        "Could not resolve host: h; f.json: region is \"sa-saopualo-1\"; it is not known here, did "
        "you mean sa-saopaulo-1?");
  CHECK(misspelt.code == "connection");
  CHECK(misspelt.retryable);
  CHECK(send("xx-newtown-1").error().message ==
        "Could not resolve host: h; f.json: region is \"xx-newtown-1\"; it is not known here");
  for (const char* known : {"sa-saopaulo-1", "gru"})
    CHECK(send(known).error().message == "Could not resolve host: h");
  fixed->answers = true;
  CHECK(send("xx-newtown-1")->status == 204);
}
