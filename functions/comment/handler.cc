#include "functions/comment/handler.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/base/fields.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comments.h"
#include "functions/support/entities_view.h"
#include "functions/support/lists.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::comment {
namespace {

using Json = nlohmann::json;

Json ToJson(const Comment& comment, const Summary& author, const PhotoAddresses& addresses,
            const Named& named) {
  return {{"id", ToBase36(comment.id)},
          {"author", AuthorView(author, addresses)},
          {"text", comment.text},
          {"entities", EntitiesView(comment.text, comment.mentions, named)},
          {"created_at", common::Rfc3339(FromMillis(comment.created_ts))}};
}

// The image, if it can be commented on: avatars cannot.
Outcome<SeenImage> SeeCommented(Exchange& exchange, UserId viewer) {
  OCI_ASSIGN_OR_RETURN(auto seen, SeeImage(exchange.context, viewer, exchange.path.at("id")));
  if (seen.image.is_avatar) return NotFound();
  return seen;
}

// The people whom these mention: as many as a page looks up.
std::vector<UserId> MentionedBy(const std::vector<Comment>& comments) {
  std::vector<UserId> people;
  for (const Comment& comment : comments)
    people.insert(people.end(), comment.mentions.begin(), comment.mentions.end());
  return DifferentPeople(people);
}

Answer GetComments(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeCommented(exchange, viewer));
  const ImageRef& ref = seen.image.ref;
  const Context& context = exchange.context;
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "comments:" + ToString(ref)));
  OCI_ASSIGN_OR_RETURN(auto comments, CommentsOf(context, ref, list.after(), list.limit() + 1));
  Json next;
  if (comments.size() > static_cast<size_t>(list.limit())) {
    comments.resize(static_cast<size_t>(list.limit()));
    next = comments.back().id;
  }
  std::vector<UserId> authors;
  for (const auto& comment : comments) authors.push_back(comment.user_id);
  const auto mentioned = MentionedBy(comments);
  authors.insert(authors.end(), mentioned.begin(), mentioned.end());
  auto [people, blocked] = oci::InParallel([&] { return FindPeople(context, authors); },
                                           [&] { return BlockedAmong(context, viewer, authors); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(blocked);
  Named named;
  for (const UserId person : mentioned) {
    const auto found = people->find(person);
    if (found != people->end() && !blocked->contains(person))
      named.emplace(person, found->second.username);
  }
  const PhotoAddresses addresses(context);
  Json items = Json::array();
  for (const auto& comment : comments) {
    const auto author = people->find(comment.user_id);
    if (author != people->end() && !blocked->contains(comment.user_id))
      items.push_back(ToJson(comment, author->second, addresses, named));
  }
  return list.Response(exchange, std::move(items), next);
}

Answer PostCommentOn(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string text = fields.Required("text", text::Comment);
  const std::string key(exchange.request.headers.Get("Idempotency-Key").value_or(""));
  if (key.size() > 255) fields.Refuse("Idempotency-Key", "too_long", "at most 255 bytes");
  OCI_RETURN_IF_ERROR(fields.Finish());
  auto [session, author, seen] = oci::InParallel([&] { return RequireSession(exchange); },
                                                 [&] { return FindUser(exchange.context, caller); },
                                                 [&] { return SeeCommented(exchange, caller); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(author);
  OCI_RETURN_IF_ERROR(seen);
  if (!*author) return SessionEnded();
  OCI_ASSIGN_OR_RETURN(const auto comment,
                       PostComment(exchange.context, caller, seen->image.ref, text, key));
  OCI_ASSIGN_OR_RETURN(const auto named, NamedTo(exchange.context, caller, comment.mentions));
  return JsonResponse(
      201, ToJson(comment, SummaryOf(**author), PhotoAddresses(exchange.context), named));
}

// Allowed to the author of the comment and to the author of the image.
Answer DeleteComment(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  const auto id = FromBase36(exchange.path.at("comment_id"));
  if (!ref || !id) return NotFound();
  auto [session, seen, comment] = oci::InParallel(
      [&] { return RequireSession(exchange); }, [&] { return SeeCommented(exchange, caller); },
      [&] { return FindComment(exchange.context, *ref, *id); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(comment);
  const bool own = *comment && (*comment)->user_id == caller;
  // An author who may not see the image any more may still delete the comment.
  if (!own) OCI_RETURN_IF_ERROR(seen);
  if (!*comment) return NotFound();
  if (!own && ref->author != caller)
    return Problem(403, "not_yours", "This comment is somebody else's.");
  OCI_ASSIGN_OR_RETURN(const bool removed, RemoveComment(exchange.context, *ref, *id));
  if (!removed) return NotFound();  // another call has deleted it meanwhile
  return NoContent();
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("comment", services,
                  {{"/v1/images/{id}/comments", {{"GET", &GetComments}, {"POST", &PostCommentOn}}},
                   {"/v1/images/{id}/comments/{comment_id}", {{"DELETE", &DeleteComment}}}},
                  request, context);
}

}  // namespace fotogal::comment
