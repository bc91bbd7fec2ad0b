#include "fotogal/pushes/push_message.h"

#include "common/base64.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/text_points.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// As many code points of a comment as a push shows.
constexpr std::size_t kShownInPush = 140;

// After the name of the one who did it.
struct PushWords {
  const char *requested, *commented, *replied, *mentioned_in_caption, *mentioned_in_comment;
};
constexpr PushWords kEnglishPushes{" asked to follow you", " commented on your photo",
                                   " replied to your comment", " mentioned you in a caption",
                                   " mentioned you in a comment"};
constexpr PushWords kPortuguesePushes{
    " pediu para seguir você", " comentou sua foto", " respondeu ao seu comentário",
    " mencionou você em uma legenda", " mencionou você em um comentário"};

const char* WordsFor(const Notification& notification, const PushWords& words) {
  switch (notification.kind) {
    case NotificationKind::kRequested:
      return words.requested;
    case NotificationKind::kReplied:
      return words.replied;
    case NotificationKind::kMentioned:
      return notification.comment_id == 0 ? words.mentioned_in_caption : words.mentioned_in_comment;
    default:
      return words.commented;
  }
}

// One of a kind for a photo, so that a busy one does not fill the screen; of requests one for each
// person.
std::string TagOf(const Notification& notification) {
  const bool is_of_photo = notification.image.image != 0;
  return Json(notification.kind).get<std::string>() + ":" +
         (is_of_photo ? ToString(notification.image) : ToBase36(notification.actor.id));
}

}  // namespace

Json PushMessage(const Notification& notification, Language language) {
  const auto& words = language == Language::kPortuguese ? kPortuguesePushes : kEnglishPushes;
  const bool is_request = notification.kind == NotificationKind::kRequested;
  return {{"id", ToBase36(notification.id)},
          {"kind", notification.kind},
          {"title", "@" + notification.actor.username + WordsFor(notification, words)},
          {"body", text::Beginning(notification.text, kShownInPush)},
          {"tag", TagOf(notification)},
          {"url", is_request ? "/requests" : "/p/" + ToString(notification.image)}};
}

std::string PushTopic(const std::string& key, UserId user, const std::string& tag) {
  constexpr std::size_t kLongestTopic = 32;
  return common::Base64Url(KeyedHash(key, "push topic:" + ToBase36(user) + ":" + tag))
      .substr(0, kLongestTopic);
}

}  // namespace fotogal
