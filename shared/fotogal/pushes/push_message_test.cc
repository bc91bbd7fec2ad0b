#include "fotogal/pushes/push_message.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

namespace {

Notification Told(NotificationKind kind, CommentId comment = 0, std::string text = {}) {
  Notification told;
  told.id = 36;
  told.kind = kind;
  told.actor.id = 5;
  told.actor.username = "bob";
  if (kind != NotificationKind::kRequested) told.image = {7, 8};
  told.comment_id = comment;
  told.text = std::move(text);
  return told;
}

}  // namespace

TEST_CASE("a push says who did what, in both languages") {
  struct Words {
    NotificationKind kind;
    CommentId comment;
    const char *english, *portuguese;
  };
  const Words all[] = {
      {NotificationKind::kRequested, 0, "@bob asked to follow you", "@bob pediu para seguir você"},
      {NotificationKind::kCommented, 9, "@bob commented on your photo", "@bob comentou sua foto"},
      {NotificationKind::kReplied, 9, "@bob replied to your comment",
       "@bob respondeu ao seu comentário"},
      {NotificationKind::kMentioned, 0, "@bob mentioned you in a caption",
       "@bob mencionou você em uma legenda"},
      {NotificationKind::kMentioned, 9, "@bob mentioned you in a comment",
       "@bob mencionou você em um comentário"}};
  for (const auto& [kind, comment, english, portuguese] : all) {
    CHECK(PushMessage(Told(kind, comment), Language::kEnglish)["title"] == english);
    CHECK(PushMessage(Told(kind, comment), Language::kPortuguese)["title"] == portuguese);
  }
}

TEST_CASE("a push leads to what it tells of, and says no more than the list") {
  const auto comment =
      PushMessage(Told(NotificationKind::kCommented, 9, "Nice!"), Language::kEnglish);
  CHECK(comment == nlohmann::json{{"id", "10"},
                                  {"kind", "commented"},
                                  {"title", "@bob commented on your photo"},
                                  {"body", "Nice!"},
                                  {"tag", "commented:" + ToString(ImageRef{7, 8})},
                                  {"url", "/p/" + ToString(ImageRef{7, 8})}});
  const auto request = PushMessage(Told(NotificationKind::kRequested), Language::kEnglish);
  CHECK(request["url"] == "/requests");
  CHECK(request["tag"] == "requested:5");
  CHECK(request["body"] == "");
  const auto longer = PushMessage(Told(NotificationKind::kCommented, 9, std::string(1000, 'x')),
                                  Language::kEnglish);
  CHECK(longer["body"] == std::string(140, 'x') + "…");
}

TEST_CASE("a topic takes the place of another of its kind, and tells nothing") {
  const auto topic = PushTopic("key", 7, "commented:x");
  CHECK(topic.size() == 32);
  CHECK(topic == PushTopic("key", 7, "commented:x"));
  CHECK(topic != PushTopic("key", 8, "commented:x"));
  CHECK(topic != PushTopic("key", 7, "commented:y"));
  CHECK(topic != PushTopic("other", 7, "commented:x"));
}
