#include "fotogal/social/mentions.h"

#include <algorithm>
#include <set>

#include "fotogal/base/entities.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/mutes.h"
#include "fotogal/people/named.h"
#include "fotogal/people/people.h"
#include "fotogal/people/visibility.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr size_t kToldAtOnce = 4;

std::vector<UserId> Recipients(const Mention& mention, const std::vector<UserId>& people) {
  auto told = DifferentPeople(people, text::kMostMentions);
  std::erase_if(told, [&](UserId person) {
    const bool knows = mention.comment != 0 && person == mention.image.author;
    return person == mention.by || knows;
  });
  return told;
}

// One person, of whom is known that neither blocks the other.
Outcome<Unit> TellOne(const Context& context, const Mention& mention, const Summary& author,
                      UserId person) {
  auto [relation, mutes] = oci::InParallel([&] { return FindRelation(context, person, author.id); },
                                           [&] { return Mutes(context, person, mention.by); });
  OCI_RETURN_IF_ERROR(relation);
  OCI_RETURN_IF_ERROR(mutes);
  if (*mutes || SightOf(*relation, author.is_private) != Sight::kAll) return Unit{};
  return Notify(context, {.user_id = person,
                          .kind = NotificationKind::kMentioned,
                          .actor_id = mention.by,
                          .image_id = mention.image.image,
                          .comment_id = mention.comment,
                          .author_id = mention.image.author});
}

}  // namespace

Outcome<std::vector<UserId>> FindMentioned(const Context& context, std::string_view text) {
  std::vector<std::string> names;
  for (const auto& username : text::MentionedIn(text)) names.push_back(UsernameKey(username));
  return FindByNames(context, names);
}

std::vector<UserId> NewlyMentioned(const std::vector<UserId>& now,
                                   const std::vector<UserId>& before) {
  std::vector<UserId> people;
  for (const UserId person : now) {
    if (std::ranges::find(before, person) == before.end()) people.push_back(person);
  }
  return people;
}

Outcome<Unit> SpendMentions(const Context& context, UserId by, const std::vector<UserId>& people) {
  const auto others = Recipients({.by = by}, people);
  return SpendMany(context, Budget::kMentions, by, static_cast<int>(others.size()));
}

Outcome<Unit> TellMentioned(const Context& context, const Mention& mention,
                            const std::vector<UserId>& people) {
  const auto recipients = Recipients(mention, people);
  if (recipients.empty()) return Unit{};
  auto named = recipients;
  named.insert(named.end(), {mention.by, mention.image.author});
  auto [known, blocked] =
      oci::InParallel([&] { return FindPeople(context, named); },
                      [&] { return BlockedAmong(context, mention.by, recipients); });
  OCI_RETURN_IF_ERROR(known);
  OCI_RETURN_IF_ERROR(blocked);
  const auto author = known->find(mention.image.author);
  if (author == known->end() || !known->contains(mention.by)) return Unit{};
  OCI_RETURN_IF_ERROR(oci::ForEach(recipients, kToldAtOnce, [&](UserId person) -> oci::Status {
    if (!known->contains(person) || blocked->contains(person)) return oci::Ok();
    return AsStatus(TellOne(context, mention, author->second, person));
  }));
  return Unit{};
}

}  // namespace fotogal
