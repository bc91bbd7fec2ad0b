#include "functions/support/lists.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

std::vector<UserId> people;
UserId viewer;

// A list of the numbers 1 to 7.
Answer Numbers(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto page, ListPage::Read(exchange, "numbers"));
  std::vector<UserId> ids;
  for (Id id = page.after() + 1; id <= 7 && ids.size() <= static_cast<size_t>(page.limit()); ++id)
    ids.push_back(id);
  const auto next = CutPage(ids, page.limit());
  return page.Response(exchange, ids, next, {{"total", 7}});
}
Answer Others(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto page, ListPage::Read(exchange, "others"));
  return page.Response(exchange, Json::array(), nullptr);
}
Answer People(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(auto items, PeopleItems(exchange, viewer, people, Blocked::kHidden));
  OCI_ASSIGN_OR_RETURN(auto all, PeopleItems(exchange, viewer, people, Blocked::kShown));
  return JsonResponse(200, {{"items", items}, {"all", all}});
}

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("test", services,
                  {{"/numbers", {{"GET", &Numbers}}},
                   {"/others", {{"GET", &Others}}},
                   {"/people", {{"GET", &People}}}},
                  request, context);
}

std::string Names(const Json& items) {
  std::string names;
  for (const auto& item : items)
    names += item["username"].get<std::string>() + ":" +
             (item["relation"].is_string() ? item["relation"].get<std::string>() : "") + " ";
  return names;
}

}  // namespace

TEST_CASE("pages follow each other to the end, whatever their size") {
  tests::TestCloud cloud;
  for (const int limit : {1, 3, 7, 100}) {
    std::string query = "limit=" + std::to_string(limit);
    std::vector<int> seen;
    for (;;) {
      const auto reply = cloud.Send(&Handle, {"GET", "/numbers", query});
      REQUIRE(reply.status == 200);
      CHECK(reply.body["total"] == 7);
      for (const auto& item : reply.body["items"]) seen.push_back(item.get<int>());
      if (reply.body["next_cursor"].is_null()) break;
      query = "limit=" + std::to_string(limit) +
              "&cursor=" + reply.body["next_cursor"].get<std::string>();
    }
    CHECK(seen == std::vector<int>{1, 2, 3, 4, 5, 6, 7});
  }
}

TEST_CASE("a page's cursor opens its own list and no other") {
  tests::TestCloud cloud;
  const auto cursor = cloud.Send(&Handle, {"GET", "/numbers", "limit=2"}).body["next_cursor"];
  const std::string query = "cursor=" + cursor.get<std::string>();
  CHECK(cloud.Send(&Handle, {"GET", "/numbers", query}).status == 200);
  CHECK(cloud.Send(&Handle, {"GET", "/others", query}).Code() == "bad_cursor");
  CHECK(cloud.Send(&Handle, {"GET", "/numbers", query + "x"}).Code() == "bad_cursor");
}

TEST_CASE("a list shows people who exist and do not block the viewer, in order") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob"), cat = cloud.SignUp("cat"),
             dan = cloud.SignUp("dan");
  cloud.Follow(ann, dan);
  cloud.Block(ann, bob);
  cloud.Block(cat, ann);
  viewer = ann.id;
  people = {dan.id, 1, cat.id, bob.id, ann.id};
  const auto reply = cloud.Send(&Handle, {"GET", "/people"});
  REQUIRE(reply.status == 200);
  CHECK(Names(reply.body["items"]) == "dan:following ann:none ");
  CHECK(Names(reply.body["all"]) == "dan:following bob:blocked ann:none ");
}
