#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/user.h"
#include "functions/profile/handler.h"
#include "functions/signup/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;
using tests::Person;

namespace {

Person Join(tests::TestCloud& cloud, const std::string& username, const std::string& full_name) {
  const Json form{{"email", username + "@example.com"},
                  {"full_name", full_name},
                  {"username", username},
                  {"password", "password of " + username}};
  const auto reply = cloud.Send(&signup::Handle, {"POST", "/v1/users", "", form.dump()});
  REQUIRE(reply.status == 201);
  const std::string token = reply.body["token"];
  return {username, token, *FromBase36(reply.body["user"]["id"].get<std::string>()),
          Sha256Base64Url(token)};
}

void JoinAll(tests::TestCloud& cloud,
             const std::vector<std::pair<std::string, std::string>>& names) {
  for (const auto& [username, full_name] : names) Join(cloud, username, full_name);
}

std::string Encoded(const std::string& text) { return oci::PercentEncode(text); }

std::vector<std::string> Found(tests::TestCloud& cloud, const Person& who, const std::string& path,
                               const std::string& parameters) {
  std::vector<std::string> names;
  std::string query = parameters;
  for (;;) {
    const auto reply = cloud.Send(&profile::Handle, {"GET", path, query}, &who);
    if (reply.status != 200) return {reply.Code()};
    for (const auto& item : reply.body["items"]) names.push_back(item["username"]);
    if (reply.body["next_cursor"].is_null()) return names;
    query = parameters + "&cursor=" + reply.body["next_cursor"].get<std::string>();
  }
}

using Names = std::vector<std::string>;

// As PATCH /v1/me with is_professional_account does.
void MakeProfessional(tests::TestCloud& cloud, const Person& person) {
  auto call = cloud.NewCall();
  auto user = **FindUser({cloud.services(), call}, person.id);
  user.is_professional = true;
  REQUIRE(AddToDirectory({cloud.services(), call}, user).ok());
  cloud.SetOfUser(person, "is_professional_account = true");
}

}  // namespace

TEST_CASE("search finds usernames and words of names by prefix, case and accents folded") {
  tests::TestCloud cloud;
  const auto ana = Join(cloud, "ana.maria", "Ana Maria Braga");
  Join(cloud, "joao", "João Anastácio da Silva");
  Join(cloud, "zed", "Élise 佐藤");
  const auto find = [&](const std::string& prefix, int limit = 20) {
    return Found(cloud, ana, "/v1/users",
                 "prefix=" + Encoded(prefix) + "&limit=" + std::to_string(limit));
  };
  CHECK(find("ana") == Names{"ana.maria", "joao"});
  CHECK(find("ANA", 1) == Names{"ana.maria", "joao"});
  CHECK(find("ana maria b") == Names{"ana.maria"});
  CHECK(find("anastÁ") == Names{"joao"});
  CHECK(find("Joa") == Names{"joao"});
  CHECK(find("silva") == Names{"joao"});
  CHECK(find("elise") == Names{"zed"});
  CHECK(find("佐") == Names{"zed"});
  CHECK(find("nobody").empty());
  CHECK(find(std::string(90, 'a')).empty());
}

TEST_CASE("search pages through people who share a name") {
  tests::TestCloud cloud;
  std::set<std::string> expected;
  Person someone;
  for (int i = 0; i < 9; ++i) {
    someone = Join(cloud, "u" + std::to_string(i) + "x", "Maria");
    expected.insert(someone.username);
  }
  for (const int limit : {1, 2, 4, 100}) {
    const auto names =
        Found(cloud, someone, "/v1/users", "prefix=mar&limit=" + std::to_string(limit));
    CHECK(names.size() == 9);
    CHECK(std::set<std::string>(names.begin(), names.end()) == expected);
  }
}

TEST_CASE("search shows private accounts, not blockers, and refuses bad prefixes") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  CHECK(Found(cloud, bob, "/v1/users", "prefix=ann") == Names{"ann"});
  cloud.Block(ann, bob);
  CHECK(Found(cloud, bob, "/v1/users", "prefix=ann").empty());
  for (const char* bad : {"", "prefix=", "prefix=%ff", "prefix=%00", "prefix=a%00b"}) {
    CHECK(Found(cloud, bob, "/v1/users", bad) == Names{"invalid_fields"});
  }
  CHECK(Found(cloud, bob, "/v1/users", "prefix=" + std::string(101, 'a')) ==
        Names{"invalid_fields"});
  CHECK(Found(cloud, bob, "/v1/users", "prefix=%20%20").empty());
  CHECK(cloud.Send(&profile::Handle, {"GET", "/v1/users", "prefix=a"}).status == 401);
}

TEST_CASE("outdated rows of the directory find nobody") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  auto call = cloud.NewCall();
  auto was = **FindUser({cloud.services(), call}, ann.id);
  was.username = "former";
  was.is_professional = true;
  REQUIRE(AddToDirectory({cloud.services(), call}, was).ok());
  CHECK(Found(cloud, ann, "/v1/users", "prefix=former").empty());
  CHECK(Found(cloud, ann, "/v1/suggestions", "").empty());
  const auto now = **FindUser({cloud.services(), call}, ann.id);
  REQUIRE(RemoveFromDirectory({cloud.services(), call}, was, &now).ok());
  for (const auto& row : cloud.Rows(schema::kDirectory)) CHECK(row["term"] != "former");
  CHECK(Found(cloud, ann, "/v1/users", "prefix=ann") == Names{"ann"});
}

TEST_CASE("suggestions are professional accounts that one does not follow yet") {
  tests::TestCloud cloud;
  const auto bob = cloud.SignUp("bob");
  std::vector<Person> pros;
  for (int i = 0; i < 5; ++i) {
    pros.push_back(cloud.SignUp("pro" + std::to_string(i)));
    MakeProfessional(cloud, pros.back());
  }
  CHECK(Found(cloud, bob, "/v1/suggestions", "limit=2").size() == 5);
  cloud.Follow(bob, pros[0]);
  cloud.Block(bob, pros[1]);
  cloud.Block(pros[2], bob);
  CHECK(Found(cloud, bob, "/v1/suggestions", "limit=2") == Names{"pro3", "pro4"});
  CHECK(Found(cloud, pros[3], "/v1/suggestions", "").size() == 4);
}

TEST_CASE("suggestions begin with friends of friends and who publishes, each person once") {
  tests::TestCloud cloud;
  const auto bob = cloud.SignUp("bob"), friendly = cloud.SignUp("friendly"),
             known = cloud.SignUp("known"), active = cloud.SignUp("active");
  cloud.Follow(bob, friendly);
  cloud.Follow(friendly, known);
  cloud.Upload(active);
  cloud.RunJobs();
  MakeProfessional(cloud, active);
  const auto pro = cloud.SignUp("pro");
  MakeProfessional(cloud, pro);
  for (const char* limit : {"limit=1", "limit=2", "limit=3", ""})
    CHECK(Found(cloud, bob, "/v1/suggestions", limit) == Names{"known", "active", "pro"});
  cloud.Block(known, bob);
  CHECK(Found(cloud, bob, "/v1/suggestions", "") == Names{"active", "pro"});
}

TEST_CASE("search takes what people paste: names with @, addresses, marks, several words") {
  tests::TestCloud cloud;
  const auto ana = Join(cloud, "ana.maria", "Ana Maria Silva-Santos");
  JoinAll(cloud, {{"pat", "Pat O\u2019Brien"},
                  {"davi", "Davi D'\u00c1vila"},
                  {"jean", "Jean\u2011Luc Picard"},
                  {"akira", "\u30de\u30ea\u30a2\u30fb\u30b7\u30eb\u30d0"}});
  const auto find = [&](const std::string& text) {
    return Found(cloud, ana, "/v1/users", "prefix=" + Encoded(text) + "&limit=1");
  };
  for (const char* text :
       {"@ana.maria", "@ANA", "https://fotogal.example/@ana.maria?x=1",
        "fotogal.example/@ana.maria", "\u2068@ana.maria\u2069", "santos", "Santos",
        "silva\u2011santos", "silva santos", "ana santos", "santos ana", "maria  sil", "ana\nmaria",
        "ana\u00a0maria", "\u200bana", "silvasantos", "an\u00ada"}) {
    INFO(text);
    CHECK(find(text) == Names{"ana.maria"});
  }
  for (const char* text : {"o'brien", "O\u2019Brien", "O\u02bcBrien", "O`Brien", "obrien", "brien",
                           "o brien", "pat o'b", "brien pat"}) {
    INFO(text);
    CHECK(find(text) == Names{"pat"});
  }
  for (const char* text : {"\u00e1vila", "avila", "d\u2019avila", "davi \u00c1vila"})
    CHECK(find(text) == Names{"davi"});
  for (const char* text : {"luc", "jean-luc", "jean\u2010luc", "picard luc"})
    CHECK(find(text) == Names{"jean"});
  CHECK(find("\u30b7\u30eb\u30d0") == Names{"akira"});
  for (const char* text : {"ana brien", "santos x", "@", "\u200b", "\u200e\u200f", "/@", "ntos"}) {
    INFO(text);
    CHECK(find(text).empty());
  }
  CHECK(find("https://fotogal.example/@ana.maria?" + std::string(200, 'x')) == Names{"ana.maria"});
  CHECK(find(std::string(101, 'a')) == Names{"invalid_fields"});
}

TEST_CASE("people found by the whole text come before those found by its words, each once") {
  tests::TestCloud cloud;
  const auto one = Join(cloud, "one.maria", "Silva, Ana Maria");
  JoinAll(cloud, {{"two", "Ana Silva"}, {"three", "Maria Ana Silva"}, {"four", "Ana Silva Maria"}});
  for (const char* limit : {"1", "2", "3", "50"}) {
    const auto names =
        Found(cloud, one, "/v1/users", std::string("prefix=ana%20silva&limit=") + limit);
    REQUIRE(names.size() == 4);
    CHECK(std::set<std::string>(names.begin(), names.begin() + 2) ==
          std::set<std::string>{"two", "four"});
    CHECK(std::set<std::string>(names.begin() + 2, names.end()) ==
          std::set<std::string>{"one.maria", "three"});
  }
}
