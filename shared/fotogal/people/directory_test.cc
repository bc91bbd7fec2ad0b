#include "fotogal/people/directory.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

struct Bench : tests::World {
  // Usernames in the order of all pages of that many, each followed by a space.
  std::string Found(std::string_view prefix, int limit = 2, bool professionals = false) {
    std::string found;
    DirectoryPosition position;
    for (int pages = 0; pages < 50; ++pages) {
      auto call = cloud.NewCall();
      const auto page = professionals ? Professionals({services, call}, position, limit)
                                      : Search({services, call}, prefix, position, limit);
      if (!page.ok()) return page.error().code;
      CHECK(page->people.size() <= static_cast<size_t>(limit));
      for (const auto& person : page->people) found += person.username + " ";
      if (!page->more) return found;
      position = page->last;
    }
    return "no end";
  }
  User UserOf(const tests::Person& person) {
    auto call = cloud.NewCall();
    return **FindUser({services, call}, person.id);
  }
};

}  // namespace

TEST_CASE("case, accents and width are folded, at most 40 bytes, never within a letter") {
  const std::pair<std::string, std::string> cases[] = {
      {"ANA", "ana"},
      {"  Jo\xC3\xA3o ", "joao"},
      {"Joa\xCC\x83o", "joao"},
      {"Stra\xC3\x9F"
       "e",
       "strasse"},
      {"\xEF\xBC\xA1\xEF\xBC\xA2", "ab"},
      {"", ""},
      {"   ", ""},
      {"\xFF\xFE", ""},
      {"a\xC3", ""},
      {std::string(60, 'A'), std::string(40, 'a')},
      {std::string(39, 'a') + "\xD0\xB6", std::string(39, 'a')},
      {std::string(39, 'a') + " b", std::string(39, 'a')}};
  for (const auto& [text, folded] : cases) {
    INFO(text);
    CHECK(FoldTerm(text) == folded);
    CHECK(FoldTerm(FoldTerm(text)) == folded);
  }
}

TEST_CASE("a prefix of the name, of a word of it or of the username finds each person once") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  bench.cloud.SignUp("anton");
  bench.cloud.SignUp("bob");
  for (const int limit : {1, 2, 3, 100}) {
    CHECK(bench.Found("AN", limit) == "ann anton ");
    CHECK(bench.Found("ann", limit) == "ann ");
    CHECK(bench.Found("name of", limit) == "ann anton bob ");
    CHECK(bench.Found("n", limit) == "ann anton bob ");
    CHECK(bench.Found("of", limit) == "ann anton bob ");
  }
  CHECK(bench.Found("of ann") == "ann ");  // two words of the name
  for (const char* nobody : {"", " ", "annn", "@", "@pro", "%", "_", "'", "\xFF", "of bann"}) {
    INFO(nobody);
    CHECK(bench.Found(nobody) == "");
  }
  bench.cloud.SetOfUser(ann, "deleting = true");
  CHECK(bench.Found("an") == "anton ");
}

TEST_CASE("rows are hints: one that the account does not bear out shows nobody") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  User other = bench.UserOf(ann);
  other.username = "zoe";
  other.full_name = "Zoe X";
  other.is_professional = true;
  auto call = bench.cloud.NewCall();
  const auto before = bench.cloud.Rows(schema::kDirectory).size();
  for (int i = 0; i < 2; ++i) REQUIRE(AddToDirectory({bench.services, call}, other).ok());
  CHECK(bench.cloud.Rows(schema::kDirectory).size() > before);
  CHECK(bench.Found("z") == "");
  CHECK(bench.Found("", 2, true) == "");
  const User now = bench.UserOf(ann);
  for (int i = 0; i < 2; ++i)
    REQUIRE(RemoveFromDirectory({bench.services, call}, other, &now).ok());
  CHECK(bench.cloud.Rows(schema::kDirectory).size() == before);
  CHECK(bench.Found("ann") == "ann ");
  REQUIRE(RemoveFromDirectory({bench.services, call}, now, nullptr).ok());
  CHECK(bench.cloud.Rows(schema::kDirectory).empty());
}

TEST_CASE("professionals come by username, page by page, and are nobody's search") {
  Bench bench;
  for (const char* name : {"carl", "ann", "bob", "dora"}) {
    const auto person = bench.cloud.SignUp(name);
    if (*name == 'b') continue;
    bench.cloud.SetOfUser(person, "is_professional_account = true");
    auto call = bench.cloud.NewCall();
    REQUIRE(AddToDirectory({bench.services, call}, bench.UserOf(person)).ok());
  }
  for (const int limit : {1, 2, 100}) CHECK(bench.Found("", limit, true) == "ann carl dora ");
  CHECK(bench.Found("@") == "");
}

TEST_CASE("what is searched for is the name in an address or behind an @") {
  const std::pair<const char*, const char*> cases[] = {
      {"ann", "ann"},
      {"@ann", "ann"},
      {" @ann ", "ann"},
      {"\uff20ann", "ann"},
      {"https://fotogal.example/@ann", "ann"},
      {"https://fotogal.example/@ann/", "ann"},
      {"fotogal.example:8443/@ann.lee?utm_source=x#y", "ann.lee"},
      {"/@ann/followers", "ann"},
      {"@ann?x", "ann"},
      {"Ann Lee", "Ann Lee"},
      {"ann/lee?", "ann/lee?"},
      {"see /@ann", "see /@ann"},
      {"@", ""},
      {"", ""}};
  for (const auto& [typed, name] : cases) {
    INFO(typed);
    CHECK(SearchedFor(typed) == name);
  }
}

TEST_CASE("a page of words reads a bounded number of rows, and pages find each person once") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  auto call = bench.cloud.NewCall();
  for (int i = 0; i < 250; ++i) {
    REQUIRE(bench.services.nosql
                ->Put(call, schema::kDirectory,
                      {{"prefix", "n"}, {"term", "name"}, {"user_id", 1000 + i}})
                .ok());
  }
  auto search = bench.cloud.NewCall();
  const auto page = Search({bench.services, search}, "ann name", {}, 20);
  REQUIRE(page.ok());
  CHECK(page->more);
  CHECK(search.read_units < 150);
  for (const int limit : {1, 20}) CHECK(bench.Found("ann name", limit) == "ann ");
}

TEST_CASE("rows of an account from before are found by all that found them, and can be completed") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  bench.cloud.SetOfUser(ann, "full_name = 'Ana O\u2019Brien Silva-Santos'");
  auto call = bench.cloud.NewCall();
  for (const char* term :
       {"ana o\u2019brien silva-santos", "ana", "o\u2019brien", "silva-santos"}) {
    REQUIRE(bench.services.nosql
                ->Put(call, schema::kDirectory,
                      {{"prefix", std::string(term, 1)}, {"term", term}, {"user_id", ann.id}})
                .ok());
  }
  const char* before[] = {"ana",          "o\u2019b",           "silva", "silva-s",
                          "SILVA-SANTOS", "ana o\u2019brien s", "an"};
  const char* since[] = {"santos",       "obrien",     "o'brien", "o brien",   "silva\u2010santos",
                         "silva santos", "santos ana", "brien",   "ann santos"};
  for (const char* text : before) CHECK(bench.Found(text) == "ann ");
  CHECK(*RepairDirectoryOf({bench.services, call}, bench.UserOf(ann)) > 0);
  CHECK(*RepairDirectoryOf({bench.services, call}, bench.UserOf(ann)) == 0);
  for (const char* text : before) CHECK(bench.Found(text, 1) == "ann ");
  for (const char* text : since) {
    INFO(text);
    CHECK(bench.Found(text, 1) == "ann ");
  }
  const User now = bench.UserOf(ann);
  REQUIRE(RemoveFromDirectory({bench.services, call}, now, nullptr).ok());
  const std::set<std::string> of_the_former_name = {"name of ann", "name", "of"};
  for (const auto& row : bench.cloud.Rows(schema::kDirectory))
    CHECK(of_the_former_name.contains(row["term"].get<std::string>()));
}
