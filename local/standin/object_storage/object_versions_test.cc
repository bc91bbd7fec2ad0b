// Previous versions in the store, and what a killed process leaves of them.
#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "common/files.h"
#include "local/standin/base/files.h"
#include "local/standin/object_storage/object_store.h"
#include "local/standin/testing.h"

namespace standin {
namespace {

namespace fs = std::filesystem;

struct VersionBench {
  VersionBench() {
    Open();
    REQUIRE(*store->CreateBucket({"b", "c", "u", oci::TimePoint()}));
    Set("Enabled");
  }
  void Open() { store = ObjectStore::Open(folder.path(), SystemRandom()).value(); }
  void Set(const std::string& versioning) {
    REQUIRE(*store->ChangeBucket("b", [&](BucketInfo& info) { info.versioning = versioning; }));
  }
  std::string Put(const std::string& name, const std::string& bytes) {
    return store->Put("b", name, {}, bytes, [](auto*) { return true; }).value()->etag;
  }
  std::string Delete(const std::string& name) {
    std::optional<ObjectInfo> marker;
    const auto removed = store->Delete(
        "b", name, [](auto*) { return true; }, {}, &marker);
    REQUIRE(removed.value() == ObjectStore::Removal::kDone);
    return marker ? marker->etag : "";
  }
  bool DeleteVersion(const std::string& name, const std::string& version) {
    return store->DeleteVersion("b", name, version).value() == ObjectStore::Removal::kDone;
  }
  std::string Get(const std::string& name) {
    const auto read = store->Read("b", name).value();
    return read ? read->bytes : "<none>";
  }
  std::string Get(const std::string& name, const std::string& version) {
    const auto read = store->ReadVersion("b", name, version).value();
    return read ? read->bytes : "<none>";
  }
  // The contents of all versions, "-" for delete markers, in the order of the list.
  std::string All() {
    std::vector<std::pair<std::string, ObjectInfo>> found;
    store->VisitVersions("b", "", [&](const std::string& name, const ObjectInfo& info) {
      found.emplace_back(name, info);
      return true;
    });
    std::string all;
    for (const auto& [name, info] : found)
      all += name + ":" + (info.is_marker ? "-" : Get(name, info.etag)) + " ";
    return all;
  }
  // The same before and after a restart.
  std::string AllTwice() {
    const auto before = All();
    Open();
    CHECK(All() == before);
    return before;
  }
  fs::path Only(const std::string& suffix) {
    for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
      if (entry.path().extension() == suffix) return entry.path();
    return {};
  }
  testing::Folder folder;
  std::unique_ptr<ObjectStore> store;
};

TEST_CASE("what is overwritten or deleted stays as a previous version") {
  VersionBench bench;
  const auto one = bench.Put("a", "1"), two = bench.Put("a", "2");
  bench.Put("b", "x");
  CHECK(bench.AllTwice() == "a:2 a:1 b:x ");
  CHECK(bench.Get("a") == "2");
  CHECK(bench.Get("a", one) == "1");
  CHECK(bench.Get("a", two) == "2");
  CHECK(bench.Get("a", "none") == "<none>");
  const auto marker = bench.Delete("a");
  CHECK_FALSE(marker.empty());
  CHECK(bench.AllTwice() == "a:- a:2 a:1 b:x ");
  CHECK(bench.Get("a") == "<none>");
  CHECK(bench.Get("a", two) == "2");
  CHECK(bench.Get("a", marker) == "<none>");
  CHECK(bench.store->FindVersion("b", "a", marker)->is_marker);
  CHECK(bench.store->Delete("b", "a", [](auto*) { return true; }).value() ==
        ObjectStore::Removal::kMissing);
  // What is put after a delete marker leaves it where it is.
  bench.Put("a", "3");
  CHECK(bench.AllTwice() == "a:3 a:- a:2 a:1 b:x ");
}

TEST_CASE("a version is deleted for good, and the one before the latest becomes the latest") {
  VersionBench bench;
  const auto one = bench.Put("a", "1"), two = bench.Put("a", "2");
  const auto marker = bench.Delete("a");
  const auto three = bench.Put("a", "3");
  CHECK(bench.DeleteVersion("a", three));
  CHECK(bench.AllTwice() == "a:- a:2 a:1 ");
  CHECK(bench.Get("a") == "<none>");
  CHECK(bench.DeleteVersion("a", marker));
  CHECK(bench.AllTwice() == "a:2 a:1 ");
  CHECK(bench.Get("a") == "2");
  CHECK(bench.DeleteVersion("a", one));
  CHECK(bench.AllTwice() == "a:2 ");
  CHECK_FALSE(bench.DeleteVersion("a", one));
  CHECK_FALSE(bench.DeleteVersion("none", one));
  CHECK(bench.DeleteVersion("a", two));
  CHECK(bench.AllTwice().empty());
  CHECK(bench.store->DeleteBucket("b").value() == ObjectStore::Deleted::kDone);
}

TEST_CASE("a bucket with nothing but previous versions is not empty") {
  VersionBench bench;
  bench.Put("a", "1");
  const auto marker = bench.Delete("a");
  CHECK(bench.store->DeleteBucket("b").value() == ObjectStore::Deleted::kNotEmpty);
}

TEST_CASE("a suspended bucket makes no versions and keeps those that there are") {
  VersionBench bench;
  const auto one = bench.Put("a", "1");
  bench.Put("a", "2");
  bench.Set("Suspended");
  bench.Put("a", "3");
  CHECK(bench.AllTwice() == "a:3 a:1 ");
  CHECK(bench.Delete("a").empty());
  CHECK(bench.AllTwice() == "a:1 ");
  CHECK(bench.Get("a") == "<none>");
  CHECK(bench.Get("a", one) == "1");
  bench.Put("a", "4");
  CHECK(bench.AllTwice() == "a:4 a:1 ");
  bench.Set("Enabled");
  bench.Put("a", "5");
  CHECK(bench.AllTwice() == "a:5 a:4 a:1 ");
}

TEST_CASE("a delete marker from before is the latest again when versioning is suspended") {
  VersionBench bench;
  bench.Put("a", "1");
  const auto marker = bench.Delete("a");
  bench.Set("Suspended");
  bench.Put("a", "2");
  CHECK(bench.AllTwice() == "a:2 a:- a:1 ");
  bench.Delete("a");
  CHECK(bench.AllTwice() == "a:- a:1 ");
  CHECK(bench.DeleteVersion("a", marker));
  CHECK(bench.AllTwice() == "a:1 ");
  CHECK(bench.Get("a") == "1");
}

TEST_CASE("a process that dies before the new version is written leaves the old one once") {
  VersionBench bench;
  bench.Put("a", "1");
  // KeepFile was the last that the process did.
  const auto latest = bench.Only(kObjectSuffix);
  const auto etag = bench.store->Find("b", "a")->etag;
  const auto kept =
      latest.parent_path() / (latest.stem().string() + "." + oci::Hex(etag) + kVersionSuffix);
  fs::create_hard_link(latest, kept);
  CHECK(bench.AllTwice() == "a:1 ");
  CHECK_FALSE(fs::exists(kept));
  CHECK(bench.Get("a") == "1");
  bench.Put("a", "2");
  CHECK(bench.AllTwice() == "a:2 a:1 ");
}

TEST_CASE("the same for a delete marker, after which something was to be put") {
  VersionBench bench;
  bench.Put("a", "1");
  const auto marker = bench.Delete("a");
  const auto latest = bench.Only(kObjectSuffix);
  fs::create_hard_link(latest, latest.parent_path() / (latest.stem().string() + "." +
                                                       oci::Hex(marker) + kVersionSuffix));
  bench.Open();
  CHECK(bench.All() == "a:- a:1 ");
  CHECK(bench.DeleteVersion("a", marker));
  CHECK(bench.AllTwice() == "a:1 ");
}

TEST_CASE("a damaged version is told and is no version, and the others stay") {
  VersionBench bench;
  bench.Put("a", "1");
  bench.Put("a", "2");
  std::ofstream(bench.Only(kVersionSuffix)) << "{";
  bench.Open();
  CHECK(bench.All() == "a:2 ");
}

TEST_CASE("all versions are listed from a name on, until the visitor has enough") {
  VersionBench bench;
  for (const char* name : {"a", "b", "c"}) {
    bench.Put(name, "1");
    bench.Put(name, "2");
  }
  bench.Delete("b");
  std::string names;
  bench.store->VisitVersions("b", "b", [&](const std::string& name, const ObjectInfo&) {
    names += name;
    return names.size() < 4;
  });
  CHECK(names == "bbbc");
}

}  // namespace
}  // namespace standin
