#include "functions/comment/handler.h"

#include <nlohmann/json.hpp>
#include <set>

#include "common/rfc3339.h"
#include "fotogal/base/fields.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comment_likes.h"
#include "fotogal/social/comments.h"
#include "functions/support/lists.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::comment {
namespace {

using Json = nlohmann::json;

Json ToJson(const Comment& comment, const Summary& author, bool liked,
            const PhotoAddresses& addresses) {
  const auto moment = [](std::int64_t ms) { return common::Rfc3339(FromMillis(ms)); };
  return {{"id", ToBase36(comment.id)},
          {"author", AuthorView(author, addresses)},
          {"text", comment.text},
          {"created_at", moment(comment.created_ts)},
          {"edited_at", comment.edited_ts == 0 ? Json() : Json(moment(comment.edited_ts))},
          {"reply_to", comment.thread.is_reply() ? Json(ToBase36(comment.thread.first)) : Json()},
          {"reply_count", comment.reply_count},
          {"like_count", comment.like_count},
          {"liked", liked}};
}

// The image, if it can be commented on: avatars cannot.
Outcome<SeenImage> SeeCommented(Exchange& exchange, UserId viewer) {
  OCI_ASSIGN_OR_RETURN(auto seen, SeeImage(exchange.context, viewer, exchange.path.at("id")));
  if (seen.image.is_avatar) return NotFound();
  return seen;
}

// A comment that is there; 404: it is not, or is being removed.
Outcome<Comment> FindStanding(const Context& context, const ImageRef& image, CommentId id) {
  OCI_ASSIGN_OR_RETURN(auto comment, FindComment(context, image, id));
  if (!comment || comment->removed) return NotFound();
  return std::move(*comment);
}

// 404: the viewer is not shown the comments of that person.
Outcome<Summary> SeeCommenter(const Context& context, UserId viewer, UserId commenter) {
  auto [people, blocked] =
      oci::InParallel([&] { return FindPeople(context, {commenter}); },
                      [&] { return BlockedAmong(context, viewer, {commenter}); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(blocked);
  if (people->empty() || !blocked->empty()) return NotFound();
  return std::move(people->begin()->second);
}

// What a list of comments is of: an image, or a thread of it.
struct Listed {
  ImageRef image;
  CommentId first = 0;      // of the thread; 0: the image
  UserId thread_owner = 0;  // who began the thread

  std::string Name() const {
    const std::string name = "comments:" + ToString(image);
    return first == 0 ? name : name + "/" + ToBase36(first);
  }
};

Outcome<Listed> FindListed(Exchange& exchange, UserId viewer) {
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  const auto thread = QueryParameter(exchange.request, "reply_to");
  const auto first = thread ? FromBase36(*thread) : std::optional<Id>(0);
  if (!first)
    return InvalidFields({{"query.reply_to", "bad_format", "must be the id of a comment"}});
  Listed listed{.image = *ref, .first = *first};
  auto [seen, comment] = oci::InParallel([&] { return SeeCommented(exchange, viewer); },
                                         [&]() -> Outcome<Comment> {
                                           if (!thread) return Comment{};
                                           return FindStanding(exchange.context, *ref, *first);
                                         });
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(comment);
  listed.thread_owner = comment->user_id;
  return listed;
}

Outcome<std::vector<Comment>> ReadListed(const Context& context, const Listed& listed,
                                         CommentId after, int limit) {
  return listed.first == 0 ? CommentsOf(context, listed.image, after, limit)
                           : RepliesOf(context, listed.image, listed.first, after, limit);
}

// First comments with the number of their replies, or with ?reply_to= the replies to one.
Answer GetComments(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto listed, FindListed(exchange, viewer));
  const Context& context = exchange.context;
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, listed.Name()));
  OCI_ASSIGN_OR_RETURN(auto comments, ReadListed(context, listed, list.after(), list.limit() + 1));
  Json next;
  if (comments.size() > static_cast<size_t>(list.limit())) {
    comments.resize(static_cast<size_t>(list.limit()));
    next = comments.back().id;
  }
  std::set<UserId> named;
  std::vector<CommentId> ids;
  for (const auto& comment : comments) {
    named.insert(comment.user_id);
    ids.push_back(comment.id);
  }
  if (listed.first != 0) named.insert(listed.thread_owner);
  const std::vector<UserId> authors(named.begin(), named.end());
  auto [people, blocked, liked] =
      oci::InParallel([&] { return FindPeople(context, authors); },
                      [&] { return BlockedAmong(context, viewer, authors); },
                      [&] { return LikedAmong(context, viewer, listed.image, ids); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(blocked);
  OCI_RETURN_IF_ERROR(liked);
  const auto is_shown = [&](UserId author) {
    return people->contains(author) && !blocked->contains(author);
  };
  // Whoever is not shown a comment is not shown what others answer.
  if (listed.first != 0 && !is_shown(listed.thread_owner)) return NotFound();
  const PhotoAddresses addresses(context);
  Json items = Json::array();
  for (const auto& comment : comments) {
    if (is_shown(comment.user_id))
      items.push_back(
          ToJson(comment, people->at(comment.user_id), liked->contains(comment.id), addresses));
  }
  return list.Response(exchange, std::move(items), next);
}

text::Checked IdOfComment(std::string_view input) {
  if (!FromBase36(input)) return text::Refusal{"bad_format", "must be the id of a comment"};
  return std::string(input);
}

// The comment that a reply answers; none: it is no reply.
Outcome<std::optional<Comment>> FindAnswered(const Context& context, const ImageRef& image,
                                             const std::optional<std::string>& reply_to) {
  std::optional<Comment> answered;
  if (!reply_to) return answered;
  OCI_ASSIGN_OR_RETURN(answered, FindStanding(context, image, FromBase36(*reply_to).value_or(0)));
  return answered;
}

// The thread that a reply to this comment belongs to; that of a reply, for a reply to it.
Outcome<ThreadId> ThreadOf(const Context& context, UserId caller,
                           const std::optional<Comment>& answered) {
  if (!answered) return ThreadId{};
  OCI_RETURN_IF_ERROR(SeeCommenter(context, caller, answered->user_id));
  return answered->thread.is_reply() ? answered->thread : ThreadId{answered->id};
}

Answer PostCommentOn(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string text = fields.Required("text", text::Comment);
  const auto reply_to = fields.Optional("reply_to", IdOfComment);
  const std::string key(exchange.request.headers.Get("Idempotency-Key").value_or(""));
  if (key.size() > 255) fields.Refuse("Idempotency-Key", "too_long", "at most 255 bytes");
  OCI_RETURN_IF_ERROR(fields.Finish());
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  const Context& context = exchange.context;
  auto [session, author, seen, answered] = oci::InParallel(
      [&] { return RequireSession(exchange); }, [&] { return FindUser(context, caller); },
      [&] { return SeeCommented(exchange, caller); },
      [&] { return FindAnswered(context, *ref, reply_to); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(author);
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(answered);
  if (!*author) return SessionEnded();
  OCI_ASSIGN_OR_RETURN(const auto thread, ThreadOf(context, caller, *answered));
  OCI_ASSIGN_OR_RETURN(const auto comment, PostComment(context, caller, *ref, text, key, thread));
  return JsonResponse(201, ToJson(comment, SummaryOf(**author), false, PhotoAddresses(context)));
}

// Allowed to the author of the comment, for some minutes. Other words are all that changes; the
// same words again, at any time, change nothing.
Answer PatchComment(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string text = fields.Required("text", text::Comment);
  OCI_RETURN_IF_ERROR(fields.Finish());
  const auto ref = ParseImageRef(exchange.path.at("id"));
  const auto id = FromBase36(exchange.path.at("comment_id"));
  if (!ref || !id) return NotFound();
  const Context& context = exchange.context;
  auto [session, author, seen, found, like] = oci::InParallel(
      [&] { return RequireSession(exchange); }, [&] { return FindUser(context, caller); },
      [&] { return SeeCommented(exchange, caller); },
      [&] { return FindStanding(context, *ref, *id); },
      [&] { return FindCommentLike(context, caller, *ref, *id); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(author);
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(found);
  OCI_RETURN_IF_ERROR(like);
  if (!*author) return SessionEnded();
  Comment& comment = *found;
  if (comment.user_id != caller)
    return Problem(403, "not_yours", "This comment is somebody else's.");
  if (comment.text != text) {
    if (context.Now() > FromMillis(comment.created_ts) + kCommentEdits)
      return Problem(409, "too_late_to_edit", "A comment can be edited for 15 minutes.");
    OCI_RETURN_IF_ERROR(Spend(context, Budget::kEdits, caller));
    comment.text = text;
    comment.edited_ts = ToMillis(context.Now());
    OCI_RETURN_IF_ERROR(EditComment(context, comment, text, comment.edited_ts));
  }
  return JsonResponse(
      200, ToJson(comment, SummaryOf(**author), *like && (*like)->liked, PhotoAddresses(context)));
}

// Allowed to the author of the comment and to the author of the image. Its replies go with it.
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

// The budget is counted at the same time as the first reads, so also for a like that is there
// already; such a request is never refused.
Answer ChangeLike(Exchange& exchange, bool like) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  const auto id = FromBase36(exchange.path.at("comment_id"));
  if (!ref || !id) return NotFound();
  const Context& context = exchange.context;
  UserId user;
  SeenImage seen;
  Comment comment;
  std::optional<CommentLike> standing;
  Outcome<Unit> spent = Unit{};
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(user, [&] { return RequireSession(exchange); }),
      oci::Into(seen, [&] { return SeeCommented(exchange, caller); }),
      oci::Into(comment, [&] { return FindStanding(context, *ref, *id); }),
      oci::Into(standing, [&] { return FindCommentLike(context, caller, *ref, *id); }),
      [&]() -> Outcome<Unit> {
        if (like) spent = Spend(context, Budget::kReactions, caller);
        return Unit{};
      }));
  const bool stands = standing && standing->liked;
  if (like && !stands) OCI_RETURN_IF_ERROR(spent);
  OCI_RETURN_IF_ERROR(SeeCommenter(context, user, comment.user_id));
  OCI_ASSIGN_OR_RETURN(const int count, LikeComment(context, user, comment, standing, like));
  return JsonResponse(200, {{"like_count", count}, {"liked", like}});
}

Answer PutLike(Exchange& exchange) { return ChangeLike(exchange, true); }
Answer DeleteLike(Exchange& exchange) { return ChangeLike(exchange, false); }

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("comment", services,
                  {{"/v1/images/{id}/comments", {{"GET", &GetComments}, {"POST", &PostCommentOn}}},
                   {"/v1/images/{id}/comments/{comment_id}",
                    {{"PATCH", &PatchComment}, {"DELETE", &DeleteComment}}},
                   {"/v1/images/{id}/comments/{comment_id}/like",
                    {{"PUT", &PutLike}, {"DELETE", &DeleteLike}}}},
                  request, context);
}

}  // namespace fotogal::comment
