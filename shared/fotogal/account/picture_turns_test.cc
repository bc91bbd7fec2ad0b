#include "fotogal/account/picture_turns.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/upload_bench.h"

using namespace fotogal;

namespace {

tests::Json UploadsOf(tests::UploadBench& bench) {
  for (const auto& row : bench.cloud.Rows(schema::kBudgets))
    if (row["kind"] == "uploads") return row;
  return {};
}

}  // namespace

TEST_CASE("a picture that a request carries is read within the account's turn") {
  tests::UploadBench bench;
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const auto picture = ReadSentPicture(context, bench.ann.id, tests::SmallPng(1), "");
  REQUIRE(picture.ok());
  CHECK(picture->type == "png");
  CHECK_FALSE(picture->thumb.empty());
  CHECK(ReadSentPicture(context, bench.ann.id, "no picture", "").error().status == 415);
  CHECK(UploadsOf(bench)["hour_count"] == 2);
  CHECK(UploadsOf(bench)["leases"].empty());
}

TEST_CASE("an uploaded picture is read, and where nothing is the turn is returned") {
  tests::UploadBench bench;
  const std::string empty = bench.OpenFor(tests::SmallPng(1), bench.ann, false);
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const auto upload = FindUpload(context, bench.ann.id, *FromBase36(empty)).value();
  REQUIRE(upload);
  CHECK_FALSE(ReadUploadedPicture(context, *upload).value());
  bench.PutAt(empty, tests::SmallPng(1));
  CHECK(ReadUploadedPicture(context, *upload).value()->width == 8);
  CHECK(UploadsOf(bench)["leases"].empty());
}
