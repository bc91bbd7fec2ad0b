#include "fotogal/account/use_upload.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"
#include "tests/support/pictures.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnn {
  oci::Call call = cloud.NewCall();
  const Context context{cloud.services(), call};
  const std::string picture = tests::SmallPng(1);
  Upload upload =
      OpenUpload(context, ann.id, "image/png", static_cast<std::int64_t>(picture.size()))
          .value()
          .upload;

  void Put() { REQUIRE(cloud.services().objects->Put(call, upload.object, picture, {}).ok()); }
  UploadUse Use(const std::string& caption = "") {
    UploadUse use{
        **FindUser(context, ann.id), upload.id, *FindUpload(context, ann.id, upload.id), {}};
    use.image.caption = caption;
    return use;
  }
};

}  // namespace

TEST_CASE("an upload becomes one image however often it is used") {
  Bench bench;
  bench.Put();
  const auto first = PublishUpload(bench.context, bench.Use("a"));
  REQUIRE(first.ok());
  CHECK(PublishUpload(bench.context, bench.Use("a"))->ref == first->ref);
  CHECK(bench.cloud.Rows(schema::kImages).size() == 1);
  CHECK(bench.cloud.Rows(schema::kUploads).empty());
  CHECK(PublishUpload(bench.context, bench.Use("b")).error().code == "upload_not_found");
}

TEST_CASE("where nothing has been put, nothing is made, and the upload stays open") {
  Bench bench;
  CHECK(PublishUpload(bench.context, bench.Use()).error().code == "upload_missing");
  CHECK(SetAvatarFromUpload(bench.context, bench.Use()).error().code == "upload_missing");
  CHECK(bench.cloud.Rows(schema::kUploads).size() == 1);
  bench.Put();
  CHECK(PublishUpload(bench.context, bench.Use()).ok());
}

TEST_CASE("an upload that has become a photo becomes no avatar") {
  Bench bench;
  bench.Put();
  REQUIRE(PublishUpload(bench.context, bench.Use()).ok());
  CHECK(SetAvatarFromUpload(bench.context, bench.Use()).error().code == "upload_not_found");
  CHECK((*FindUser(bench.context, bench.ann.id))->image_url.empty());
}
