#include "local/standin/check_data.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "local/standin/base/files.h"
#include "local/standin/object_storage/object_store.h"
#include "local/standin/testing.h"

using namespace standin;
namespace fs = std::filesystem;

namespace {

// A folder with a bucket of two objects in it.
struct Bench {
  Bench() {
    auto store = ObjectStore::Open(folder.path() / "object-storage",
                                   [](size_t size) { return std::string(size, 'r'); });
    REQUIRE(store.ok());
    REQUIRE((*store)->CreateBucket({"photos", "compartment", "me", oci::TimePoint()}).ok());
    for (const char* name : {"a", "b"})
      REQUIRE((*store)
                  ->Put("photos", name, {"", "", {}, 0, oci::TimePoint()}, "bytes",
                        [](auto*) { return true; })
                  .ok());
    fs::permissions(folder.path(), fs::perms::owner_all);
  }
  std::vector<fs::path> Objects() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      if (entry.path().extension() == ".object") found.push_back(entry.path());
    }
    return found;
  }
  DataReport Check() const { return CheckData(folder.path()); }

  testing::Folder folder;
};

}  // namespace

TEST_CASE("an undamaged folder has no findings") {
  const Bench bench;
  const auto report = bench.Check();
  CHECK(report.findings.empty());
  CHECK(report.buckets == 1);
  CHECK(report.objects == 2);
}

TEST_CASE("previous versions are looked at as well") {
  const Bench bench;
  auto store = ObjectStore::Open(bench.folder.path() / "object-storage", [](size_t size) {
                 return std::string(size, 's');
               }).value();
  REQUIRE(*store->ChangeBucket("photos", [](BucketInfo& info) { info.versioning = "Enabled"; }));
  REQUIRE(
      store
          ->Put("photos", "a", {"", "", {}, 0, oci::TimePoint()}, "new", [](auto*) { return true; })
          .ok());
  CHECK(bench.Check().findings.empty());
  CHECK(bench.Check().objects == 2);
  for (const auto& entry : fs::recursive_directory_iterator(bench.folder.path()))
    if (entry.path().extension() == kVersionSuffix)
      std::ofstream(entry.path(), std::ios::app) << "!";
  const auto report = bench.Check();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].path.extension() == kVersionSuffix);
}

TEST_CASE("what is damaged is named, each by its file") {
  const Bench bench;
  const auto objects = bench.Objects();
  std::ofstream(objects[0], std::ios::app) << "!";
  std::ofstream(objects[1], std::ios::trunc) << "";
  std::ofstream(objects[0].parent_path() / "bucket.json", std::ios::trunc) << "{";
  const auto report = bench.Check();
  CHECK(report.findings.size() == 3);
  CHECK(report.objects == 0);
  CHECK(report.buckets == 0);
  for (const auto& [path, what] : report.findings) CHECK(what.starts_with("is damaged: "));
}

TEST_CASE("a file that was renamed as damaged is reported until it is removed") {
  const Bench bench;
  REQUIRE(WriteWholeFile(bench.folder.path() / "resources.json", "{").ok());
  REQUIRE(ReadDocument(bench.folder.path() / "resources.json").empty());
  const auto report = bench.Check();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].path.filename() == "resources.json.damaged");
}

TEST_CASE("an object in the file of another is reported") {
  const Bench bench;
  const auto objects = bench.Objects();
  fs::copy_file(objects[0], objects[1], fs::copy_options::overwrite_existing);
  const auto report = bench.Check();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].path == objects[1]);
}

TEST_CASE("files that others may read or write are reported") {
  const Bench bench;
  fs::permissions(bench.Objects()[0], fs::perms::owner_all | fs::perms::others_read);
  const auto report = bench.Check();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].what.starts_with("may be used by others (mode 0704)"));
  CHECK(report.objects == 2);
}
