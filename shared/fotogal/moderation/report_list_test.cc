#include "fotogal/moderation/report_list.h"

#include <set>

#include "tests/support/moderated_world.h"

using namespace fotogal;
using tests::Json;

namespace {

struct Reports : tests::ModeratedWorld {
  tests::Person eve = SignUp("eve");

  Outcome<ReportedPage> Page(ReportState state, int limit, const std::string& page) {
    auto call = cloud.NewCall();
    return ListReported({cloud.services(), call}, state, limit, page);
  }
  // Things over all pages, in no order.
  std::multiset<std::string> Things(ReportState state, int limit) {
    std::multiset<std::string> things;
    std::string next;
    for (int pages = 0; pages < 100; ++pages) {
      const auto page = Page(state, limit, next);
      REQUIRE(page.ok());
      for (const auto& group : page->groups) things.insert(group.thing);
      next = page->next;
      if (next.empty()) return things;
    }
    FAIL("pages without end");
    return {};
  }
  int Settle(const std::string& thing, ReportState state) {
    auto call = cloud.NewCall();
    const auto settled = SettleReports({cloud.services(), call}, thing, state);
    REQUIRE(settled.ok());
    return *settled;
  }
};

}  // namespace

TEST_CASE("reports: each thing is listed once, with all its reports, whatever the page") {
  Reports world;
  REQUIRE(world.Report(world.bob, "image", world.anns, "nudity", "first").status == 201);
  REQUIRE(world.Report(world.eve, "image", world.anns, "spam", "second").status == 201);
  REQUIRE(world.Report(world.eve, "user", "bob").status == 201);
  REQUIRE(world.Report(world.eve, "comment", world.bobs_comment).status == 201);
  const std::string image = "image:" + world.anns, user = "user:" + ToBase36(world.bob.id),
                    comment = "comment:" + world.bobs_comment;
  const std::multiset<std::string> all{image, user, comment};
  for (const int limit : {1, 2, 100}) CHECK(world.Things(ReportState::kOpen, limit) == all);
  const auto page = world.Page(ReportState::kOpen, 100, "");
  REQUIRE(page.ok());
  const auto& first = page->groups.front();
  CHECK(first.thing == image);
  REQUIRE(first.reports.size() == 2);
  CHECK(first.reports[0].note == "first");
  CHECK(first.owner->username == "ann");

  CHECK(world.Settle(image, ReportState::kDismissed) == 2);
  CHECK(world.Settle(image, ReportState::kDismissed) == 2);
  CHECK(world.Settle("image:1-1", ReportState::kDismissed) == 0);
  CHECK(world.Things(ReportState::kOpen, 1) == std::multiset<std::string>{user, comment});
  CHECK(world.Things(ReportState::kDismissed, 1) == std::multiset<std::string>{image});
  CHECK(world.Things(ReportState::kActed, 1).empty());
  // what was settled stays so; a later report opens the thing again
  CHECK(world.Settle(image, ReportState::kActed) == 0);
  const auto carl = world.SignUp("carl");
  REQUIRE(world.Report(carl, "image", world.anns).status == 201);
  CHECK(world.Things(ReportState::kOpen, 2).count(image) == 1);
  CHECK(world.Things(ReportState::kDismissed, 2).count(image) == 1);
}

TEST_CASE("reports: a thing is shown by its name or by the id of a report, hidden or not") {
  Reports world;
  const auto reported = world.Report(world.eve, "image", world.anns, "hate");
  REQUIRE(reported.status == 201);
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  const std::string thing = "image:" + world.anns;
  for (const std::string& named : {thing, reported.body["id"].get<std::string>()}) {
    const auto shown = ShowReported(context, named);
    REQUIRE(shown.ok());
    CHECK(shown->group.thing == thing);
    CHECK(shown->group.owner->id == world.ann.id);
    CHECK(shown->image->ref == *ParseImageRef(world.anns));
    CHECK_FALSE(shown->objects.empty());
  }
  const auto comment = ShowReported(context, "comment:" + world.bobs_comment);
  REQUIRE(comment.ok());
  CHECK(comment->comment->text == "words of bob");
  CHECK(comment->group.owner->id == world.bob.id);
  const auto user = ShowReported(context, "user:" + ToBase36(world.bob.id));
  REQUIRE(user.ok());
  CHECK(user->group.owner->username == "bob");
  CHECK(user->objects.empty());
  REQUIRE(world.Remove("image", world.anns).status == 200);
  const auto removed = ShowReported(context, thing);
  REQUIRE(removed.ok());
  CHECK(removed->image->removed);
  for (const auto& object : removed->objects) CHECK(object.starts_with("removed/images/"));
  CHECK_FALSE(removed->objects.empty());
  for (const char* missing : {"", "1", "x y", "image:1-1", "user:1", "comment:1-1/1", "user:"}) {
    INFO(missing);
    const auto none = ShowReported(context, missing);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().status == 404);
  }
}

TEST_CASE("reports: things are read as they are written, and nothing else is one") {
  CHECK(ParseThing("user:1a")->user == *FromBase36("1a"));
  CHECK(ParseThing("image:1a-2b")->image == *ParseImageRef("1a-2b"));
  const auto comment = ParseThing("comment:1a-2b/3c");
  REQUIRE(comment);
  CHECK(comment->image == *ParseImageRef("1a-2b"));
  CHECK(comment->comment == *FromBase36("3c"));
  for (const char* other :
       {"", ":", "user", "user:", "user:A", "image:1a", "image:1a-2b/3c", "comment:1a-2b",
        "comment:1a-2b/", "comment:/1", "other:1a-2b", "comment:1a-2b/3c/4d", " user:1"}) {
    INFO(other);
    CHECK_FALSE(ParseThing(other));
  }
}
