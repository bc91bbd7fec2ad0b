// The demonstration does not use the API's checks, so this tests that its texts would pass them
// unchanged.
#include "local/demo/people.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/base/text.h"

using namespace local::demo;
namespace text = fotogal::text;

namespace {

const Person& Named(const std::string& username) {
  const auto found = std::ranges::find(People(), username, &Person::username);
  INFO(username);
  REQUIRE(found != People().end());
  return *found;
}

bool Stays(text::Checked (*check)(std::string_view), const std::string& said) {
  const auto cleaned = check(said);
  return cleaned.ok() && *cleaned == said;
}

bool IsFollowing(const std::string& who, const std::string& whom) {
  return std::ranges::any_of(
      Follows(), [&](const Follow& follow) { return follow.who == who && follow.whom == whom; });
}

// True: the images of `whose` are shown to `who`.
bool Sees(const std::string& who, const std::string& whose) {
  return who == whose || !Named(whose).is_private || IsFollowing(who, whose);
}

}  // namespace

TEST_CASE("the demonstration's people may have their names and say what they say") {
  std::set<std::string> names;
  for (const auto& person : People()) {
    INFO(person.username);
    CHECK(names.insert(person.username).second);
    const auto name = text::Username(person.username);
    REQUIRE(name.ok());
    CHECK(*name == person.username);
    CHECK(Stays(text::FullName, person.full_name));
    CHECK((person.bio.empty() || Stays(text::Bio, person.bio)));
    CHECK((person.website.empty() || Stays(text::Website, person.website)));
    CHECK(Stays(text::Email, person.username + "@demo.example"));
  }
  CHECK(std::ranges::any_of(People(), &Person::is_private));
  CHECK(std::ranges::any_of(People(), &Person::is_professional));
}

TEST_CASE("the demonstration's photos are somebody's, described, and liked by who sees them") {
  std::set<std::string> authors;
  for (const auto& photo : Photos()) {
    INFO(photo.caption);
    authors.insert(Named(photo.by).username);
    CHECK(Stays(text::Caption, photo.caption));
    CHECK(Stays(text::AltText, photo.alt_text));
    CHECK_FALSE(photo.alt_text.empty());
    CHECK(photo.width > 0);
    CHECK(photo.height > 0);
    std::set<std::string> fans;
    for (const auto& fan : photo.liked_by) {
      CHECK(fans.insert(Named(fan).username).second);
      CHECK(Sees(fan, photo.by));
    }
  }
  CHECK(authors.size() == People().size());
}

TEST_CASE("nobody of the demonstration follows himself, or somebody twice") {
  std::set<std::pair<std::string, std::string>> edges;
  for (const auto& [who, whom, ago] : Follows()) {
    CHECK(Named(who).username != Named(whom).username);
    CHECK(edges.emplace(who, whom).second);
  }
  // play.cc accepts only Marina's request; the last one stays open.
  CHECK(IsFollowing("marina.alves", "bia"));
  CHECK(Named("bia").is_private);
  CHECK(Follows().back().whom == "bia");
}

TEST_CASE("remarks are on photos that there are, by people who see them") {
  for (const auto& remark : Remarks()) {
    INFO(remark.text);
    REQUIRE(remark.photo < Photos().size());
    CHECK(Sees(Named(remark.by).username, Photos()[remark.photo].by));
    CHECK(Stays(text::Comment, remark.text));
  }
}
