#include "fotogal/people/mutes.h"

#include <nlohmann/json.hpp>

#include "fotogal/people/people_statements.h"

namespace fotogal {
namespace {

oci::nosql::Key KeyOfMute(UserId user, UserId muted) {
  return {{"user_id", user}, {"muted_id", muted}};
}

}  // namespace

Outcome<Unit> Mute(const Context& context, UserId user, UserId muted) {
  OCI_RETURN_IF_ERROR(context.Insert(MuteRow{user, muted, ToMillis(context.Now())}));
  return Unit{};
}

Outcome<Unit> Unmute(const Context& context, UserId user, UserId muted) {
  OCI_RETURN_IF_ERROR(context.Delete(schema::kMutes, KeyOfMute(user, muted)));
  return Unit{};
}

Outcome<bool> Mutes(const Context& context, UserId user, UserId other) {
  OCI_ASSIGN_OR_RETURN(const auto mute, context.Find<MuteRow>(KeyOfMute(user, other)));
  return mute.has_value();
}

Outcome<std::vector<UserId>> MutedBy(const Context& context, UserId user, UserId after, int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<MuteRow>(kMutesByUser, {{"$u", user}, {"$c", after}, {"$n", limit}}));
  std::vector<UserId> people;
  for (const auto& row : rows) people.push_back(row.muted);
  return people;
}

Outcome<std::set<UserId>> MutedAmong(const Context& context, UserId user,
                                     const std::vector<UserId>& others) {
  std::set<UserId> muted;
  if (others.empty()) return muted;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<MuteRow>(kMutesByUserAmong, {{"$u", user}, {"$o", others}}));
  for (const auto& row : rows) muted.insert(row.muted);
  return muted;
}

}  // namespace fotogal
