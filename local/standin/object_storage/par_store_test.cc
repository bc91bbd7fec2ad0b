#include "local/standin/object_storage/par_store.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "local/standin/testing.h"

using namespace standin;
namespace fs = std::filesystem;

namespace {

Par Sample(const std::string& id, const std::string& access = "ObjectRead") {
  const oci::TimePoint created{std::chrono::seconds(1795269600)};
  return {id,      "name \xff of " + id,           "photos", "in/" + id, access, "Deny",
          created, created + std::chrono::hours(1)};
}

std::unique_ptr<ParStore> Open(const testing::Folder& folder) {
  auto store = ParStore::Open(folder.path() / "pars");
  REQUIRE(store.ok());
  return std::move(*store);
}

}  // namespace

TEST_CASE("a request is found by its secret alone, also by the next process") {
  testing::Folder folder;
  const Par par = Sample("a+/:b\nc");
  REQUIRE(Open(folder)->Add("secret", par).ok());
  const auto store = Open(folder);
  const auto found = store->FindBySecret("secret");
  REQUIRE(found);
  CHECK(found->id == par.id);
  CHECK(found->name == par.name);
  CHECK(found->object == par.object);
  CHECK(found->access_type == "ObjectRead");
  CHECK(found->created == par.created);
  CHECK(found->expires == par.expires);
  for (const std::string& wrong : {std::string(), std::string("Secret"), std::string("secret "),
                                   std::string("secret\0", 7), par.id, std::string("../secret")}) {
    CHECK_FALSE(store->FindBySecret(wrong));
  }
  for (const auto& entry : fs::directory_iterator(folder.path() / "pars"))
    CHECK(store->FindBySecret(entry.path().stem().string()) ==
          std::nullopt);  // a hash is no secret
}

TEST_CASE("requests are listed and removed by bucket and id") {
  testing::Folder folder;
  auto store = Open(folder);
  for (const char* id : {"1", "2"}) REQUIRE(store->Add(std::string("s") + id, Sample(id)).ok());
  CHECK(store->List("photos").size() == 2);
  CHECK(store->List("other").empty());
  CHECK(store->Find("photos", "1"));
  CHECK_FALSE(store->Find("other", "1"));
  CHECK_FALSE(store->Find("photos", ""));
  CHECK(*store->Remove("other", "1") == false);
  CHECK(*store->Remove("photos", "1") == true);
  CHECK(*store->Remove("photos", "1") == false);
  CHECK_FALSE(store->FindBySecret("s1"));
  store = Open(folder);
  CHECK(store->List("photos").size() == 1);
  CHECK(store->FindBySecret("s2"));
}

TEST_CASE("each of thousands of requests is found, and removed alone, by its id") {
  testing::Folder folder;
  auto store = Open(folder);
  constexpr int kMany = 1000;
  for (int i = 0; i < kMany; ++i)
    REQUIRE(store->Add("s" + std::to_string(i), Sample(std::to_string(i))).ok());
  for (int i = 0; i < kMany; i += 2) REQUIRE(*store->Remove("photos", std::to_string(i)));
  for (int i = 0; i < kMany; ++i) {
    const auto found = store->Find("photos", std::to_string(i));
    REQUIRE(found.has_value() == (i % 2 == 1));
    REQUIRE(store->FindBySecret("s" + std::to_string(i)).has_value() == (i % 2 == 1));
    if (found) REQUIRE(found->id == std::to_string(i));
  }
  CHECK(store->List("photos").size() == kMany / 2);
}

TEST_CASE("what each access type allows") {
  const struct {
    std::string type;
    bool reads, writes;
  } types[] = {{"ObjectRead", true, false},     {"ObjectWrite", false, true},
               {"ObjectReadWrite", true, true}, {"AnyObjectRead", true, false},
               {"AnyObjectWrite", false, true}, {"AnyObjectReadWrite", true, true}};
  for (const auto& [type, reads, writes] : types) {
    INFO(type);
    const Par par = Sample("x", type);
    CHECK(par.MayRead() == reads);
    CHECK(par.MayWrite() == writes);
    CHECK(par.Covers("in/x"));
    CHECK(par.Covers("in/x/y") == type.starts_with("Any"));
    CHECK_FALSE(par.Covers("in/"));
    CHECK_FALSE(par.Covers(""));
    CHECK_FALSE(par.Covers("/in/x"));
  }
}

TEST_CASE("a damaged file costs its request and no other, a half-written one is nobody's") {
  testing::Folder folder;
  REQUIRE(Open(folder)->Add("s", Sample("1")).ok());
  std::ofstream(folder.path() / "pars" / "x.json.1.part") << "{";
  std::ofstream(folder.path() / "pars" / "README") << "not ours";
  CHECK(Open(folder)->List("photos").size() == 1);
  for (const char* text : {"", "{", "[]", "{}", "{\"created\":1}", "\xff"}) {
    INFO(text);
    std::ofstream(folder.path() / "pars" / "damaged.json") << text;
    CHECK(Open(folder)->List("photos").size() == 1);
    CHECK(Open(folder)->FindBySecret("s"));
  }
}
