#include "tests/properties/feed_model.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "fotogal/base/schema.h"

namespace tests {

using namespace fotogal;

FeedWorld ReadFeedWorld(TestCloud& cloud, const std::vector<UserId>& people) {
  FeedWorld world;
  for (const auto& row : cloud.Rows(schema::kFollows)) {
    if (row["state"] == "accepted")
      world.follows[row["follower_id"].get<UserId>()].insert(row["followee_id"].get<UserId>());
  }
  for (const auto& row : cloud.Rows(schema::kBlocks))
    world.blocks.emplace(row["user_id"].get<UserId>(), row["blocked_id"].get<UserId>());
  const auto statement = "DECLARE $u LONG; $s LONG; SELECT i.id, i.removed, i.is_profile FROM " +
                         std::string(schema::kImages) + " i WHERE i.user_id = $u AND i.id >= $s";
  auto call = cloud.NewCall();
  for (const UserId author : people) {
    const auto rows = cloud.services().nosql->QueryAll(
        call, statement, {{"$u", author}, {"$s", FirstIdAt(cloud.now - schema::kFeedWindow)}});
    if (!rows.ok()) throw std::runtime_error(rows.error().message);
    for (const auto& row : *rows) {
      if (row["removed"] != true && row["is_profile"] != true)
        world.images.insert(ImageRef{author, row["id"].get<Id>()});
    }
  }
  return world;
}

std::vector<std::string> PlainPull(const FeedWorld& world, UserId owner) {
  const auto followed = world.follows.find(owner);
  std::vector<ImageRef> refs;
  for (const auto& ref : world.images) {
    const bool wanted = ref.author == owner ||
                        (followed != world.follows.end() && followed->second.contains(ref.author));
    const bool apart =
        world.blocks.contains({owner, ref.author}) || world.blocks.contains({ref.author, owner});
    if (wanted && !apart) refs.push_back(ref);
  }
  std::ranges::sort(refs, [](const ImageRef& a, const ImageRef& b) {
    return std::tie(a.image, a.author) > std::tie(b.image, b.author);
  });
  std::vector<std::string> feed;
  for (const auto& ref : refs) feed.push_back(ToString(ref));
  return feed;
}

}  // namespace tests
