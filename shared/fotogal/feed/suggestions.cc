#include "fotogal/feed/suggestions.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "fotogal/feed/tag_pages.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// Of so many whom the viewer follows, so many are asked whom they follow, and each names so many.
constexpr int kFollowedRead = 20;
constexpr size_t kFriendsAsked = 5;
constexpr int kNamedByEach = 10;
static_assert(kFollowedRead + static_cast<int>(kFriendsAsked) * kNamedByEach + kRecentAuthorUnits <=
              kSuggestionUnits);

struct Friend {
  UserId id = 0;
  std::vector<UserId> follows{};
};

// Others on another day, so that the suggestions change; the same for all pages of a day.
std::vector<Friend> FriendsToAsk(const Context& context, UserId viewer,
                                 std::vector<UserId> followed) {
  const auto day = std::chrono::floor<std::chrono::days>(context.Now()).time_since_epoch().count();
  std::seed_seq seed{static_cast<std::int64_t>(day), static_cast<std::int64_t>(viewer.value())};
  std::minstd_rand shuffled(seed);
  std::ranges::shuffle(followed, shuffled);
  std::vector<Friend> friends;
  for (const UserId person : followed) {
    if (friends.size() < kFriendsAsked) friends.push_back({person});
  }
  return friends;
}

// Whom these follow: those whom more of them follow come first.
std::vector<UserId> MostFollowed(const std::vector<Friend>& friends) {
  std::map<UserId, int> times;
  for (const Friend& one : friends) {
    for (const UserId person : one.follows) ++times[person];
  }
  std::vector<UserId> people;
  for (const auto& [person, unused] : times) people.push_back(person);
  std::ranges::stable_sort(people, std::greater<>(), [&](UserId person) { return times[person]; });
  return people;
}

Outcome<std::vector<UserId>> FriendsOfFriends(const Context& context, UserId viewer) {
  OCI_ASSIGN_OR_RETURN(const auto followed, FollowedBy(context, viewer, FollowState::kFollowing,
                                                       kNobody, kFollowedRead));
  auto friends = FriendsToAsk(context, viewer, followed);
  OCI_RETURN_IF_ERROR(oci::ForEach(friends, kFriendsAsked, [&](Friend& one) {
    auto follows = FollowedBy(context, one.id, FollowState::kFollowing, kNobody, kNamedByEach);
    if (follows.ok()) one.follows = std::move(*follows);
    return AsStatus(follows);
  }));
  auto people = MostFollowed(friends);
  std::erase_if(people, [&](UserId person) { return std::ranges::count(followed, person) != 0; });
  return people;
}

}  // namespace

Outcome<std::vector<UserId>> PeopleToMeet(const Context& context, UserId viewer) {
  auto [known, recent] = oci::InParallel([&] { return FriendsOfFriends(context, viewer); },
                                         [&] { return RecentAuthors(context); });
  OCI_RETURN_IF_ERROR(known);
  OCI_RETURN_IF_ERROR(recent);
  std::set<UserId> listed{viewer};
  std::vector<UserId> people;
  for (const auto& some : {*known, *recent}) {
    for (const UserId person : some) {
      if (listed.insert(person).second) people.push_back(person);
    }
  }
  OCI_ASSIGN_OR_RETURN(const auto states, FollowStatesOf(context, viewer, people));
  std::erase_if(people, [&](UserId person) { return states.contains(person); });
  return people;
}

}  // namespace fotogal
