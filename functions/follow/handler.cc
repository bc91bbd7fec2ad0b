#include "functions/follow/handler.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "fotogal/base/fields.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/mutes.h"
#include "fotogal/people/user.h"
#include "fotogal/social/blocks.h"
#include "fotogal/social/follows.h"
#include "fotogal/social/reports.h"
#include "functions/support/lists.h"
#include "oci/parallel.h"

namespace fotogal::follow {
namespace {

using Json = nlohmann::json;

// The caller, and the person in the path.
struct Pair {
  UserId caller;
  User other;
  Relation relation;  // the caller's relation to the other person
};

// The session is checked at the same time as the first reads. A caller whom the other person blocks
// gets 404; people whom the caller blocks are found.
Outcome<Pair> FindPair(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  auto [session, id] = oci::InParallel(
      [&] { return RequireSession(exchange); },
      [&] { return FindByUsername(exchange.context, exchange.path.at("username")); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(id);
  const UserId named = id->value_or(kNobody);
  auto [other, relation] =
      oci::InParallel([&] { return FindShownUser(exchange.context, named); },
                      [&] { return FindRelation(exchange.context, caller, named); });
  OCI_RETURN_IF_ERROR(other);
  OCI_RETURN_IF_ERROR(relation);
  if (!*other || (relation->owner_blocks && !relation->viewer_blocks)) return NotFound();
  if (relation->self) return Problem(422, "not_yourself", "This is your own account.");
  return Pair{caller, std::move(**other), *relation};
}

Answer RelationResponse(const Relation& relation) {
  return JsonResponse(200, {{"relation", RelationName(relation)}});
}

Answer FollowStateResponse(FollowState state) {
  Relation relation;
  relation.follow = state;
  return RelationResponse(relation);
}

Problem BlockedByCaller() { return {409, "blocked", "You have blocked this account."}; }

Answer PutFollow(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(auto pair, FindPair(exchange));
  if (pair.relation.viewer_blocks) return BlockedByCaller();
  const auto state = Follow(exchange.context, pair.caller, pair.other);
  if (!state.ok() && state.error().status == 404) {
    OCI_ASSIGN_OR_RETURN(pair, FindPair(exchange));  // there is a block now: finds out whose
    if (pair.relation.viewer_blocks) return BlockedByCaller();
  }
  OCI_ASSIGN_OR_RETURN(pair.relation.follow, state);
  return RelationResponse(pair.relation);
}

Answer DeleteFollow(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(auto pair, FindPair(exchange));
  OCI_RETURN_IF_ERROR(Unfollow(exchange.context, pair.caller, pair.other.id));
  pair.relation.follow = FollowState::kNone;
  return RelationResponse(pair.relation);
}

// Routes about people who follow the caller return their relation to the caller.

Answer ApproveRequest(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto pair, FindPair(exchange));
  OCI_ASSIGN_OR_RETURN(const auto state, Approve(exchange.context, pair.other.id, pair.caller));
  if (state == FollowState::kNone) {
    OCI_RETURN_IF_ERROR(FindPair(exchange));  // a block may have ended the follow request meanwhile
    return Problem(404, "no_request", "This person does not ask to follow you.");
  }
  return FollowStateResponse(state);
}

Answer RejectRequest(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto pair, FindPair(exchange));
  OCI_ASSIGN_OR_RETURN(const auto state, Reject(exchange.context, pair.other.id, pair.caller));
  return FollowStateResponse(state);
}

Answer DeleteFollower(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto pair, FindPair(exchange));
  OCI_ASSIGN_OR_RETURN(const auto state,
                       RemoveFollower(exchange.context, pair.other.id, pair.caller));
  return FollowStateResponse(state);
}

Answer PutBlock(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(auto pair, FindPair(exchange));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, pair.caller));
  OCI_RETURN_IF_ERROR(Block(exchange.context, pair.caller, pair.other.id));
  pair.relation.viewer_blocks = true;
  return RelationResponse(pair.relation);
}

Answer DeleteBlock(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(auto pair, FindPair(exchange));
  OCI_ASSIGN_OR_RETURN(const bool ended, Unblock(exchange.context, pair.caller, pair.other.id));
  if (ended) pair.relation.follow = FollowState::kNone;  // whatever it was before the block
  pair.relation.viewer_blocks = false;
  return RelationResponse(pair.relation);
}

Answer PutMute(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto pair, FindPair(exchange));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, pair.caller));
  OCI_RETURN_IF_ERROR(Mute(exchange.context, pair.caller, pair.other.id));
  return NoContent();
}

Answer DeleteMute(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto pair, FindPair(exchange));
  OCI_RETURN_IF_ERROR(Unmute(exchange.context, pair.caller, pair.other.id));
  return NoContent();
}

// A list of people by id, which `read(after, limit)` reads.
template <class Read>
Answer OrderedPeople(Exchange& exchange, UserId viewer, const std::string& name, Read read,
                     Blocked blocked = Blocked::kHidden) {
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, name));
  OCI_ASSIGN_OR_RETURN(std::vector<UserId> people, read(list.after(), list.limit() + 1));
  const Json next = CutPage(people, list.limit());
  OCI_ASSIGN_OR_RETURN(auto items, PeopleItems(exchange, viewer, people, blocked));
  return list.Response(exchange, std::move(items), next);
}

// Followers of `owner`, or requests: read from an index, so in no order that means something.
Answer People(Exchange& exchange, UserId viewer, UserId owner, FollowState state,
              const char* name) {
  OCI_ASSIGN_OR_RETURN(const auto list,
                       ListPage::Read(exchange, std::string(name) + ":" + ToBase36(owner)));
  const std::string token =
      list.position().is_string() ? list.position().get<std::string>() : std::string();
  OCI_ASSIGN_OR_RETURN(const auto page,
                       FollowersOf(exchange.context, owner, state, token, list.limit()));
  OCI_ASSIGN_OR_RETURN(auto items, state == FollowState::kRequested
                                       ? StrangersItems(exchange, viewer, page.people)
                                       : PeopleItems(exchange, viewer, page.people));
  return list.Response(exchange, std::move(items), page.next.empty() ? Json() : Json(page.next));
}

// The person in the path, if the viewer may see that person's lists.
Outcome<UserId> FindListed(Exchange& exchange, UserId viewer) {
  OCI_ASSIGN_OR_RETURN(const auto seen,
                       SeeUser(exchange.context, viewer, exchange.path.at("username")));
  if (seen.sight != Sight::kAll) return NotFound();
  return seen.user.id;
}

Answer GetFollowers(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const UserId owner, FindListed(exchange, viewer));
  return People(exchange, viewer, owner, FollowState::kFollowing, "followers");
}

Answer Following(Exchange& exchange, UserId viewer, UserId owner, FollowState state,
                 const char* name) {
  return OrderedPeople(exchange, viewer, std::string(name) + ":" + ToBase36(owner),
                       [&](UserId after, int limit) {
                         return FollowedBy(exchange.context, owner, state, after, limit);
                       });
}

Answer GetFollowing(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const UserId owner, FindListed(exchange, viewer));
  return Following(exchange, viewer, owner, FollowState::kFollowing, "following");
}

Answer GetRequests(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  return People(exchange, caller, caller, FollowState::kRequested, "requests");
}

Answer GetSentRequests(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  return Following(exchange, caller, caller, FollowState::kRequested, "sent");
}

Answer GetBlocks(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  return OrderedPeople(
      exchange, caller, "blocks:" + ToBase36(caller),
      [&](UserId after, int limit) { return BlockedBy(exchange.context, caller, after, limit); },
      Blocked::kShown);
}

Answer GetMutes(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  return OrderedPeople(
      exchange, caller, "mutes:" + ToBase36(caller),
      [&](UserId after, int limit) { return MutedBy(exchange.context, caller, after, limit); },
      Blocked::kShown);
}

text::Checked OneOf(std::span<const std::string_view> values, std::string_view input) {
  if (std::ranges::find(values, input) != values.end()) return std::string(input);
  std::string known;
  for (const auto value : values) known.append(known.empty() ? "" : ", ").append(value);
  return text::Refusal{"bad_value", "must be one of " + known};
}
text::Checked ReportedKind(std::string_view input) { return OneOf(kReportedKinds, input); }
text::Checked ReportReason(std::string_view input) { return OneOf(kReportReasons, input); }

Answer PostReport(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const auto kind = fields.Required("kind", ReportedKind);
  const auto id = fields.Required("id", AnyText);
  const auto reason = fields.Required("reason", ReportReason);
  const auto note = fields.Optional("note", text::ReportNote).value_or("");
  OCI_RETURN_IF_ERROR(fields.Finish());
  auto [session, thing] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return FindReported(exchange.context, caller, kind, id); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(thing);
  OCI_ASSIGN_OR_RETURN(const auto reported, Report(exchange.context, caller, *thing, reason, note));
  return JsonResponse(reported.is_new ? 201 : 200,
                      {{"id", ToBase36(reported.id)}, {"status", "received"}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch(
      "follow", services,
      {{"/v1/users/{username}/follow", {{"PUT", &PutFollow}, {"DELETE", &DeleteFollow}}},
       {"/v1/users/{username}/followers", {{"GET", &GetFollowers}}},
       {"/v1/users/{username}/following", {{"GET", &GetFollowing}}},
       {"/v1/me/follow-requests", {{"GET", &GetRequests}}},
       {"/v1/me/sent-follow-requests", {{"GET", &GetSentRequests}}},
       {"/v1/me/follow-requests/{username}",
        {{"PUT", &ApproveRequest}, {"DELETE", &RejectRequest}}},
       {"/v1/me/followers/{username}", {{"DELETE", &DeleteFollower}}},
       {"/v1/users/{username}/block", {{"PUT", &PutBlock}, {"DELETE", &DeleteBlock}}},
       {"/v1/me/blocks", {{"GET", &GetBlocks}}},
       {"/v1/users/{username}/mute", {{"PUT", &PutMute}, {"DELETE", &DeleteMute}}},
       {"/v1/me/mutes", {{"GET", &GetMutes}}},
       {"/v1/reports", {{"POST", &PostReport}}}},
      request, context);
}

}  // namespace fotogal::follow
