#include "functions/notify/handler.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/base/fields.h"
#include "fotogal/base/text_points.h"
#include "fotogal/notifications/notifications.h"
#include "functions/support/lists.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::notify {
namespace {

using Json = nlohmann::json;

// As many code points of a comment as a line of a list shows.
constexpr size_t kShownOfComment = 100;

Json CommentView(const Notification& notification) {
  if (notification.comment_id == 0) return nullptr;
  return {{"id", ToBase36(notification.comment_id)},
          {"text", text::Beginning(notification.text, kShownOfComment)}};
}

Json ToJson(const Notification& notification, std::int64_t read_until,
            const PhotoAddresses& addresses) {
  const auto told = FromMillis(notification.told_ts);
  Json image, thumb;
  if (notification.shown) {
    image = ToString(notification.image);
    thumb = addresses.Of(*notification.shown, ImageSize::kThumb);
  }
  Json actor;
  if (!IsOfModerators(notification.kind)) actor = AuthorView(notification.actor, addresses);
  return {{"id", ToBase36(notification.id)},
          {"kind", notification.kind},
          {"actor", actor},
          {"reason", notification.reason.empty() ? Json() : Json(notification.reason)},
          {"image_id", image},
          {"image_thumb", thumb},
          {"comment", CommentView(notification)},
          {"count", notification.count},
          {"created_at", common::Rfc3339(told)},
          {"read", notification.told_ts <= read_until}};
}

// The first page usually tells whether there are unread ones; if not, this asks at the same time.
Outcome<bool> HasUnreadBeside(Exchange& exchange, UserId user, bool is_first,
                              const NotificationPage& page, std::int64_t read_until) {
  if (is_first && IsNewer(page, read_until)) return true;
  if (is_first && !page.more) return false;
  return HasUnread(exchange.context, user, is_first ? page.last : 0, read_until);
}

// {items, next_cursor, unread}: unread says whether any notification is unread.
Answer GetNotifications(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId user, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto list,
                       ListPage::Read(exchange, "notifications:" + ToBase36(user)));
  auto [page, reader] = oci::InParallel(
      [&] { return ReadNotifications(exchange.context, user, list.after(), list.limit()); },
      [&] { return FindNotificationReader(exchange.context, user); });
  OCI_RETURN_IF_ERROR(page);
  OCI_RETURN_IF_ERROR(reader);
  const auto read_until = reader->read_until;
  OCI_ASSIGN_OR_RETURN(const bool unread,
                       HasUnreadBeside(exchange, user, list.after() == 0, *page, read_until));
  auto authors = page->authors;
  const bool shows_own = std::ranges::any_of(
      page->items, [&](const Notification& item) { return item.image.author == user; });
  if (shows_own) authors.push_back(reader->person);
  const PhotoAddresses addresses(exchange.context, user, authors);
  Json items = Json::array();
  for (const auto& item : page->items) items.push_back(ToJson(item, read_until, addresses));
  Json next;
  if (page->more) next = page->last;
  return list.Response(exchange, std::move(items), next, {{"unread", unread}});
}

// A time in the future is refused: it would mark notifications as read that do not exist yet.
text::Checked Moment(std::string_view input) {
  if (!common::ParseRfc3339(input)) return text::Refusal{"bad_format", "must be an RFC 3339 time"};
  return std::string(input);
}

Answer PutRead(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string until = fields.Required("until", Moment);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const UserId user, RequireSession(exchange));
  const auto moment = std::min(*common::ParseRfc3339(until), exchange.context.Now());
  OCI_RETURN_IF_ERROR(MarkNotificationsRead(exchange.context, user, ToMillis(moment)));
  return NoContent();
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("notify", services,
                  {{"/v1/me/notifications", {{"GET", &GetNotifications}}},
                   {"/v1/me/notifications/read", {{"PUT", &PutRead}}}},
                  request, context);
}

}  // namespace fotogal::notify
