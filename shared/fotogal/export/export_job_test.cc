
#include "fotogal/export/export_job.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/counters/under_way.h"
#include "fotogal/export/exports.h"
#include "fotogal/social/blocks.h"
#include "tests/support/domain_world.h"
#include "tests/support/posts.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnn {
  static constexpr Op kOp = 4711;

  Bench() { BeginAs(kOp); }
  // As the call that starts an export leaves it.
  void BeginAs(Op op) {
    auto call = cloud.NewCall();
    const auto was = FindUnderWay({cloud.services(), call}, ann.id, kExportUnderWay).value();
    REQUIRE(ReplaceUnderWay({cloud.services(), call}, ann.id, kExportUnderWay, {{"op", op}}, was)
                .value());
  }
  JobRun NewRun(oci::Call& call) {
    return {
        {cloud.services(), call}, JobFor<ExportJob>(kOp), nlohmann::json(ExportJob{ann.id}), ""};
  }
  std::string Archive() {
    auto call = cloud.NewCall();
    const auto object = cloud.services().objects->Get(call, ArchiveName(ann.id, kOp)).value();
    return object ? object->body : "";
  }
  static int Pack(JobRun& run) {
    int steps = 1;
    while (ExportJobs().front().step(run).value() == StepResult::kMore) REQUIRE(++steps < 20);
    return steps;
  }
};

}  // namespace

TEST_CASE("an archive stands in its person's folder and no other's") {
  CHECK(ArchiveName(35, 36) == "exports/z/10.zip");
  CHECK(ArchiveName(35, 36).starts_with(ExportFolder(35)));
  CHECK_FALSE(ArchiveName(36, 35).starts_with(ExportFolder(1)));
}

TEST_CASE("the steps make one archive, and leave nothing else beside it") {
  Bench bench;
  bench.cloud.Upload(bench.ann);
  auto call = bench.cloud.NewCall();
  auto run = bench.NewRun(call);
  Bench::Pack(run);
  const auto archive = bench.Archive();
  CHECK(archive.starts_with("PK"));
  CHECK(archive.find("photos/") != std::string::npos);
  CHECK(archive.find("account/") != std::string::npos);
  CHECK(bench.cloud.services()
            .objects->List(call, ExportFolder(bench.ann.id), "", 10)
            ->objects.size() == 1);
}

TEST_CASE("who blocks the exporter is told by id alone, whom the exporter blocks by name") {
  Bench bench;
  const auto bob = bench.cloud.SignUp("bobby_tables"), eve = bench.cloud.SignUp("eve_online");
  for (const auto& person : {bob, eve}) {
    const auto image = bench.cloud.Upload(person);
    REQUIRE(bench.cloud.React(bench.ann, image, "PUT", "like").status == 200);
  }
  bench.cloud.Block(bob, bench.ann);
  bench.cloud.Block(bench.ann, eve);
  auto call = bench.cloud.NewCall();
  auto run = bench.NewRun(call);
  Bench::Pack(run);
  const auto archive = bench.Archive();
  CHECK(archive.find("bobby_tables") == std::string::npos);
  CHECK(archive.find("eve_online") != std::string::npos);
}

TEST_CASE("a run that dies after any step is gone on with, and the archive is the same") {
  Bench whole;
  whole.cloud.Upload(whole.ann);
  auto call = whole.cloud.NewCall();
  auto run = whole.NewRun(call);
  const int steps = Bench::Pack(run);
  const auto expected = whole.Archive();
  for (int died_after = 1; died_after < steps; ++died_after) {
    Bench bench;
    bench.cloud.Upload(bench.ann);
    auto first_call = bench.cloud.NewCall();
    auto first = bench.NewRun(first_call);
    for (int i = 0; i < died_after; ++i)
      REQUIRE(ExportJobs().front().step(first).value() == StepResult::kMore);
    auto second_call = bench.cloud.NewCall();
    auto second = bench.NewRun(second_call);
    second.cursor = first.cursor;
    Bench::Pack(second);
    CHECK(bench.Archive().size() == expected.size());
  }
}

TEST_CASE("what is secret or the service's own is not in it") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  auto run = bench.NewRun(call);
  Bench::Pack(run);
  const auto archive = bench.Archive();
  for (const char* text : {"\"password\"", "argon2", "random_token", "\"op\"", "\"deleting\""}) {
    INFO(text);
    CHECK(archive.find(text) == std::string::npos);
  }
}

TEST_CASE("an export that is given up leaves nothing of its upload") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  auto run = bench.NewRun(call);
  REQUIRE(ExportJobs().front().step(run).value() == StepResult::kMore);
  const std::string upload = nlohmann::json::parse(run.cursor)["upload_id"];
  auto& objects = *bench.cloud.services().objects;
  const std::string archive = ArchiveName(bench.ann.id, Bench::kOp);
  REQUIRE(objects.UploadPart(call, archive, upload, 1, "photos").ok());
  for (int i = 0; i < 2; ++i) CHECK(AbandonExport(run, {bench.ann.id}).ok());
  CHECK(objects.UploadPart(call, archive, upload, 2, "more").error().http_status == 404);
}

TEST_CASE("a job whose export is none of the person's ends itself and leaves nothing") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  auto run = bench.NewRun(call);
  REQUIRE(ExportJobs().front().step(run).value() == StepResult::kMore);
  bench.BeginAs(Bench::kOp.value() + 1);
  CHECK(ExportJobs().front().step(run).value() == StepResult::kDone);
  CHECK(bench.Archive().empty());
  CHECK(bench.cloud.services().objects->ListMultipartUploads(call, "")->items.empty());
}

TEST_CASE("all photos of a post are in it, and its row names their files") {
  Bench bench;
  const auto image = tests::Post(bench.cloud, bench.ann, 10);
  const std::string id = image.substr(image.find('-') + 1);
  auto call = bench.cloud.NewCall();
  auto run = bench.NewRun(call);
  Bench::Pack(run);
  const auto archive = bench.Archive();
  for (int i = 1; i <= 10; ++i) {
    const std::string file = "photos/" + id + (i == 1 ? "" : "-" + std::to_string(i)) + ".png";
    CHECK(archive.find(file) != std::string::npos);
    CHECK(archive.find(tests::SmallPng(i)) != std::string::npos);
  }
  CHECK(archive.find("\"files\"") != std::string::npos);
  CHECK(archive.find("photo 10") != std::string::npos);
}

TEST_CASE("a post that is larger than a part is gone on with in the next one") {
  Bench bench;
  const auto image = tests::Post(bench.cloud, bench.ann, 3);
  const auto ref = *ParseImageRef(image);
  auto call = bench.cloud.NewCall();
  const auto names = bench.cloud.services().objects->List(call, "images/", "", 100).value();
  const std::string large(9 * 1024 * 1024, 'x');
  for (const auto& object : names.objects) {
    if (object.name.find('.') == std::string::npos)
      REQUIRE(bench.cloud.services().objects->Put(call, object.name, large, {}).ok());
  }
  auto run = bench.NewRun(call);
  CHECK(Bench::Pack(run) >= 2);
  const auto archive = bench.Archive();
  CHECK(archive.size() > 3 * large.size());
  CHECK(archive.size() < 3 * large.size() + 100'000);
  CHECK(archive.find("photos/" + ToBase36(ref.image) + "-3.png") != std::string::npos);
}
