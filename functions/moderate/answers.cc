#include "functions/moderate/answers.h"

#include <algorithm>

#include "common/rfc3339.h"

namespace fotogal::moderate {
namespace {

using Json = nlohmann::json;

constexpr size_t kMostNotes = 10;  // of a thing in a list

Json OwnerOf(const ReportedGroup& group) {
  if (!group.owner) return {};
  return {{"id", ToBase36(group.owner->id)},
          {"username", group.owner->username},
          {"suspended", SuspensionOf(*group.owner)},
          {"deleting", group.owner->deleting}};
}

Json ImageOf(const Image& image) {
  return {{"id", ToString(image.ref)},
          {"caption", image.caption},
          {"alt_text", image.alt_text},
          {"created_at", MomentOf(image.created_ts)},
          {"avatar", image.is_avatar},
          {"removed", image.removed},
          {"kept_until", MomentOf(image.kept_until)}};
}

Json CommentOf(const Comment& comment) {
  return {{"id", ToString(comment.image) + "/" + ToBase36(comment.id)},
          {"text", comment.text},
          {"created_at", MomentOf(comment.created_ts)}};
}

Json AccountOf(const User& user) {
  Json account{{"username", user.username},
               {"full_name", user.full_name},
               {"private", user.is_private},
               {"images", user.image_count},
               {"followers", user.follower_count}};
  for (const char* field : {"bio", "website"}) {
    const auto found = user.data.is_object() ? user.data.find(field) : user.data.end();
    account[field] = found == user.data.end() ? Json() : *found;
  }
  return account;
}

Json ReportOf(const ReportRow& row, const std::map<UserId, Summary>& people) {
  const auto reporter = people.find(row.user);
  return {{"id", ToBase36(row.id)},
          {"by", reporter == people.end() ? Json() : Json(reporter->second.username)},
          {"reason", row.reason},
          {"note", row.note},
          {"state", row.state},
          {"created_at", MomentOf(row.created_ts)}};
}

}  // namespace

Json MomentOf(std::int64_t millis) {
  return millis == 0 ? Json() : Json(common::Rfc3339(FromMillis(millis)));
}

Json SuspensionOf(const User& user) {
  if (!user.is_suspended()) return {};
  return {{"reason", user.suspension.reason}, {"since", MomentOf(user.suspension.since_ts)}};
}

Json JsonOf(const ReportedGroup& group) {
  Json reasons = Json::object(), notes = Json::array(), states = Json::object();
  for (const auto& row : group.reports) {
    reasons[row.reason] = reasons.value(row.reason, 0) + 1;
    states[row.state] = states.value(row.state, 0) + 1;
    if (!row.note.empty() && notes.size() < kMostNotes) notes.push_back(row.note);
  }
  return {{"thing", group.thing},
          {"owner", OwnerOf(group)},
          {"reports", group.reports.size()},
          {"states", states},
          {"reasons", reasons},
          {"notes", notes},
          {"first_at", MomentOf(group.reports.front().created_ts)},
          {"last_at", MomentOf(group.reports.back().created_ts)}};
}

Json JsonOf(const ShownThing& shown, const std::map<UserId, Summary>& people,
            const Config& config) {
  Json reports = Json::array();
  for (const auto& row : shown.group.reports) reports.push_back(ReportOf(row, people));
  const bool is_account = shown.ref.kind == "user" && shown.group.owner.has_value();
  return {{"thing", shown.group.thing},
          {"owner", OwnerOf(shown.group)},
          {"reports", reports},
          {"account", is_account ? AccountOf(*shown.group.owner) : Json()},
          {"image", shown.image ? ImageOf(*shown.image) : Json()},
          {"comment", shown.comment ? CommentOf(*shown.comment) : Json()},
          {"namespace", config.object_namespace},
          {"bucket", config.bucket},
          {"objects", shown.objects}};
}

}  // namespace fotogal::moderate
