// For tests of feed pages: a person's feed, made of rows.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "fotogal/base/schema.h"
#include "fotogal/feed/feed.h"
#include "fotogal/people/mutes.h"
#include "fotogal/social/delivery_state.h"
#include "tests/support/domain_world.h"
#include "tests/support/image_row.h"

namespace tests {

using Ids = std::vector<std::string>;

struct FeedBench : WorldOfAnnAndBob {
  fotogal::FeedPage Read(const Person& owner, const fotogal::FeedPlace& after = {},
                         int limit = 10) {
    auto call = cloud.NewCall();
    auto page = fotogal::ReadFeed({cloud.services(), call}, owner.id, after, limit);
    REQUIRE(page.ok());
    return *page;
  }
  Ids IdsOf(const fotogal::FeedPage& page) {
    Ids ids;
    for (const auto& item : page.items) ids.push_back(fotogal::ToString(item.image.ref));
    return ids;
  }
  // The images of all pages.
  Ids All(const Person& owner, int limit) {
    Ids listed;
    size_t short_pages = 0;
    fotogal::FeedPlace after;
    for (int pages = 0; pages < 500; ++pages) {
      const auto page = Read(owner, after, limit);
      CHECK(page.items.size() <= static_cast<size_t>(limit));
      for (const auto& id : IdsOf(page)) listed.push_back(id);
      if (!page.more) {
        CHECK(short_pages <= 12 + listed.size() / 10);
        return listed;
      }
      short_pages += page.items.size() * 4 < static_cast<size_t>(limit);
      CHECK(page.next != after);
      after = page.next;
    }
    FAIL("pages without end");
    return listed;
  }
  // Stores only an image's row, as for a pulled author.
  std::string Store(const Person& author, oci::TimePoint at) {
    for (;;) {  // two ids of one instant may be equal
      const fotogal::Id id = fotogal::NewId(at, cloud.services().random);
      if (StoreAs(author, id)) return fotogal::ToString(fotogal::ImageRef{author.id, id});
    }
  }
  // One a second until now; ids, the newest first.
  Ids StoreBySecond(const Person& author, int count) {
    Ids ids;
    for (int second = 1; second <= count; ++second)
      ids.push_back(Store(author, cloud.now - std::chrono::seconds(second)));
    return ids;
  }
  // All of them in one instant; ids, the newest first.
  Ids StoreAtOnce(const Person& author, oci::TimePoint at, int count) {
    std::set<std::string, std::greater<>> ids;
    for (int i = 0; i < count; ++i) ids.insert(Store(author, at));
    return {ids.begin(), ids.end()};
  }
  bool StoreAs(const Person& author, fotogal::Id id) {
    auto call = cloud.NewCall();
    oci::nosql::PutOptions if_absent;
    if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
    const auto put = cloud.services().nosql->Put(call, fotogal::schema::kImages,
                                                 ImageRow(cloud, author.id, id), if_absent);
    REQUIRE(put.ok());
    return put->written;
  }
  // Stores only the reaction's row.
  void Like(const Person& user, const fotogal::ImageRef& image) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.services()
                .nosql
                ->Put(call, fotogal::schema::kReactions,
                      {{"author_id", image.author},
                       {"image_id", image.image},
                       {"user_id", user.id},
                       {"reaction", "like"},
                       {"was", "none"},
                       {"created_ts", fotogal::ToMillis(cloud.now)},
                       {"op", fotogal::NewOp(cloud.now, cloud.services().random)},
                       {"counted", true}})
                .ok());
  }
  void MuteBy(const Person& user, const Person& muted) {
    auto call = cloud.NewCall();
    REQUIRE(fotogal::Mute({cloud.services(), call}, user.id, muted.id).ok());
  }
  void Pull(const Person& owner, const Person& author) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.Follow(owner, author).status == 200);
    cloud.RunStarted();  // a delivery repairs the edges of authors who are pushed
    REQUIRE(fotogal::SetEdgeDelivery({cloud.services(), call}, owner.id, author.id,
                                     fotogal::EdgeDelivery::kPull)
                .ok());
  }
  bool Write(const std::vector<fotogal::FeedRow>& rows) {
    auto call = cloud.NewCall();
    return fotogal::WriteFeedRows({cloud.services(), call}, rows).ok();
  }
};

}  // namespace tests
