#include "local/standin/object_storage/object_store.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "common/files.h"
#include "local/standin/testing.h"

using namespace standin;
namespace fs = std::filesystem;

namespace {

struct Bench {
  testing::Folder folder;
  int count = 0;
  std::unique_ptr<ObjectStore> store;

  Bench() {
    Open();
    REQUIRE(*store->CreateBucket({"photos", "compartment", "me", oci::TimePoint()}));
  }
  void Open() {
    auto opened = ObjectStore::Open(folder.path() / "objects", [this](size_t size) {
      std::string bytes(size, '\0');
      for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(++count);
      return bytes;
    });
    REQUIRE(opened.ok());
    store = std::move(*opened);
  }
  std::optional<ObjectInfo> Put(
      const std::string& name, const std::string& bytes,
      const ObjectStore::Condition& condition = [](auto*) { return true; }) {
    auto put = store->Put("photos", name, {"", "", {{"content-type", "x"}}, 0, oci::TimePoint()},
                          bytes, condition);
    REQUIRE(put.ok());
    return *put;
  }
  std::string Get(const std::string& name) {
    const auto read = store->Read("photos", name);
    REQUIRE(read.ok());
    return *read ? (*read)->bytes : "<none>";
  }
  std::vector<std::string> Names(const std::string& start = "") {
    std::vector<std::string> names;
    store->Visit("photos", start, [&](const std::string& name, const ObjectInfo&) {
      names.push_back(name);
      return true;
    });
    return names;
  }
};

// Names that a file system would not take as they are, or would take for others.
const std::vector<std::string> kHostile = {
    "..",  ".",      "../../etc/passwd",    "/", "a/b", "a//b", "a/./b", "A", "a", "\xff\xfe",
    "con", "x.part", std::string(1024, 'n')};

}  // namespace

TEST_CASE("any name holds its own bytes, also for the next process") {
  Bench bench;
  for (const auto& name : kHostile) REQUIRE(bench.Put(name, "bytes of " + name));
  for (int round = 0; round < 2; ++round) {
    for (const auto& name : kHostile) CHECK(bench.Get(name) == "bytes of " + name);
    CHECK(bench.Names().size() == kHostile.size());
    CHECK(bench.Names() == [&] {
      auto sorted = bench.Names();
      std::sort(sorted.begin(), sorted.end());
      return sorted;
    }());
    bench.Open();
  }
  for (const auto& entry : fs::recursive_directory_iterator(bench.folder.path()))
    CHECK(entry.path().string().starts_with(bench.folder.path().string()));
}

TEST_CASE("a condition decides with what stands there, and is told so") {
  Bench bench;
  const auto absent = [](const ObjectInfo* existing) { return existing == nullptr; };
  const auto first = bench.Put("a", "1", absent);
  REQUIRE(first);
  CHECK(first->size == 1);
  CHECK_FALSE(bench.Put("a", "2", absent));
  CHECK(bench.Get("a") == "1");
  const auto second = bench.Put(
      "a", "3", [&](const ObjectInfo* existing) { return existing->etag == first->etag; });
  REQUIRE(second);
  CHECK(second->etag != first->etag);
  CHECK(second->md5 != first->md5);
  const auto stale = [&](const ObjectInfo* existing) {
    return existing != nullptr && existing->etag == first->etag;
  };
  CHECK(*bench.store->Delete("photos", "a", stale) == ObjectStore::Removal::kConditionFailed);
  CHECK(bench.Get("a") == "3");
  CHECK(*bench.store->Delete("photos", "b", [](auto*) { return true; }) ==
        ObjectStore::Removal::kMissing);
  CHECK(*bench.store->Delete("photos", "a", [](auto*) { return true; }) ==
        ObjectStore::Removal::kDone);
  CHECK(bench.Get("a") == "<none>");
  bench.Open();
  CHECK(bench.Get("a") == "<none>");
}

TEST_CASE("buckets are made once and go when they are empty") {
  Bench bench;
  CHECK(*bench.store->CreateBucket({"photos", "other", "x", oci::TimePoint()}) == false);
  CHECK(bench.store->FindBucket("photos")->compartment_id == "compartment");
  CHECK_FALSE(bench.store->FindBucket("Photos"));
  bench.Put("a", "1");
  CHECK(*bench.store->DeleteBucket("photos") == ObjectStore::Deleted::kNotEmpty);
  REQUIRE(bench.store->Delete("photos", "a", [](auto*) { return true; }).ok());
  CHECK(*bench.store->DeleteBucket("photos") == ObjectStore::Deleted::kDone);
  CHECK(*bench.store->DeleteBucket("photos") == ObjectStore::Deleted::kMissing);
  bench.Open();
  CHECK(bench.store->Buckets().empty());
}

TEST_CASE("names are visited in the order of their bytes, from anywhere, until told to stop") {
  Bench bench;
  for (const char* name : {"b", "a", "B", "\xc3\xa9", "a/", "ab"}) bench.Put(name, "x");
  using Names = std::vector<std::string>;
  CHECK(bench.Names() == Names{"B", "a", "a/", "ab", "b", "\xc3\xa9"});
  CHECK(bench.Names("a/") == Names{"a/", "ab", "b", "\xc3\xa9"});
  CHECK(bench.Names("aa") == Names{"ab", "b", "\xc3\xa9"});
  CHECK(bench.Names("\xff").empty());
  int visited = 0;
  bench.store->Visit("photos", "", [&](auto&, auto&) { return ++visited < 2; });
  CHECK(visited == 2);
  bench.store->Visit("none", "", [&](auto&, auto&) { return ++visited > 0; });
  CHECK(visited == 2);
}

TEST_CASE("a half-written object is nobody's, garbage in place of one is that object's") {
  Bench bench;
  bench.Put("a", "1");
  fs::path file;
  for (const auto& entry : fs::recursive_directory_iterator(bench.folder.path() / "objects")) {
    if (entry.is_regular_file() && entry.path().string().find("bucket") == std::string::npos)
      file = entry.path();
  }
  std::ofstream(file.string() + ".9.9.part") << "half";
  bench.Open();
  CHECK(bench.Names() == std::vector<std::string>{"a"});
  std::ofstream(file, std::ios::trunc) << "garbage";
  bench.Open();
  CHECK(bench.Names().empty());
  const auto read = bench.store->Read("photos", "a");
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().message.find(file.filename().string()) != std::string::npos);
}

namespace {

fs::path FileOf(const Bench& bench, const std::string& bytes) {
  for (const auto& entry : fs::recursive_directory_iterator(bench.folder.path() / "objects")) {
    if (entry.path().extension() != ".object") continue;
    const std::string text = common::ReadFile(entry.path()).value_or("");
    if (text.ends_with("\n" + bytes)) return entry.path();
  }
  FAIL("no such object");
  return {};
}

void Damage(const fs::path& path, const std::function<void(std::string&)>& change) {
  std::string text = common::ReadFile(path).value_or("");
  change(text);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace

TEST_CASE("a damaged file costs its object, and nothing else") {
  const std::pair<const char*, std::function<void(std::string&)>> ways[] = {
      {"emptied", [](std::string& text) { text.clear(); }},
      {"cut in its description", [](std::string& text) { text.resize(20); }},
      {"cut in its bytes", [](std::string& text) { text.pop_back(); }},
      {"longer", [](std::string& text) { text += '!'; }},
      {"one bit flipped", [](std::string& text) { text.back() ^= 1; }},
      {"size made up",
       [](std::string& text) {
         text.replace(text.find("\"size\":"), 9, "\"size\":987654321987654321");
       }},
      {"size no number",
       [](std::string& text) { text.replace(text.find("\"size\":") + 7, 1, "x"); }},
      {"headers of another shape", [](std::string& text) {
         text.replace(text.find("\"headers\":["), 11, "\"headers\":[[1],");
       }}};
  for (const auto& [name, damage] : ways) {
    INFO(name);
    Bench bench;
    bench.Put("whole", "the one");
    bench.Put("broken", "the other");
    Damage(FileOf(bench, "the other"), damage);
    for (const bool is_fresh : {false, true}) {
      if (is_fresh) bench.Open();
      CHECK(bench.Get("whole") == "the one");
      const auto read = bench.store->Read("photos", "broken");
      REQUIRE_FALSE(read.ok());
      CHECK(read.error().message.ends_with("is damaged: delete the object or store it again"));
    }
    CHECK_FALSE(bench.store->Read("photos", "never stored").value());
    CHECK(bench.store->DeleteBucket("photos").value() == ObjectStore::Deleted::kNotEmpty);
    REQUIRE(bench.Put("broken", "anew"));
    CHECK(bench.Get("broken") == "anew");
    bench.Open();
    CHECK(bench.Get("broken") == "anew");
    Damage(FileOf(bench, "anew"), damage);
    bench.Open();
    CHECK(bench.store->Delete("photos", "broken", [](auto*) { return true; }).value() ==
          ObjectStore::Removal::kDone);
    CHECK(bench.Get("broken") == "<none>");
    bench.Open();
    CHECK(bench.Get("broken") == "<none>");
  }
}

TEST_CASE("a bucket whose description is damaged has its objects when it is made again") {
  Bench bench;
  bench.Put("a", "bytes of a");
  Damage(FileOf(bench, "bytes of a").parent_path() / "bucket.json",
         [](std::string& text) { text.resize(3); });
  bench.Open();
  CHECK_FALSE(bench.store->FindBucket("photos"));
  REQUIRE(*bench.store->CreateBucket({"photos", "compartment", "me", oci::TimePoint()}));
  CHECK(bench.Get("a") == "bytes of a");
}
