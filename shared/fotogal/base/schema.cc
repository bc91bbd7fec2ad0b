#include "fotogal/base/schema.h"

#include <algorithm>
#include <cctype>

namespace fotogal::schema {
namespace {

// "id LONG, type ENUM(a, b), PRIMARY KEY(id)" has three parts: commas inside of parentheses do not
// separate.
std::vector<std::string_view> PartsOf(std::string_view body) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at < body.size();) {
    const size_t start = at;
    for (int depth = 0; at < body.size() && (depth > 0 || body[at] != ','); ++at)
      depth += body[at] == '(' ? 1 : body[at] == ')' ? -1 : 0;
    parts.push_back(body.substr(start, at - start));
    at += std::string_view(", ").size();
  }
  return parts;
}

constexpr std::string_view kPrimaryKey = "PRIMARY KEY";

std::vector<oci::nosql::Column> ColumnsIn(std::string_view body) {
  std::vector<oci::nosql::Column> columns;
  for (const auto part : PartsOf(body)) {
    const size_t space = part.find(' ');
    if (!part.starts_with(kPrimaryKey))
      columns.push_back({std::string(part.substr(0, space)), std::string(part.substr(space + 1))});
  }
  return columns;
}

// The columns in "PRIMARY KEY(SHARD(user_id), id)".
std::vector<std::string> KeyIn(std::string_view body) {
  std::vector<std::string> key(1);
  for (const char c : body.substr(body.find(kPrimaryKey) + kPrimaryKey.size())) {
    if (c == ',') key.emplace_back();
    if (c == '_' || std::islower(c)) key.back() += c;
  }
  return key;
}

// "PRIMARY KEY(SHARD(author_id, image_id), user_id)" has two; without SHARD all columns are.
size_t ShardColumnsIn(std::string_view body) {
  const auto begin = body.find("SHARD(");
  if (begin == std::string_view::npos) return KeyIn(body).size();
  const auto columns = body.substr(begin, body.find(')', begin) - begin);
  return 1 + static_cast<size_t>(std::ranges::count(columns, ','));
}

using Indexes = std::vector<oci::nosql::IndexSpec>;

Table Make(std::string_view name, std::string_view body, std::vector<PersonColumn> people,
           Indexes indexes = {}, std::string_view orphans = {}) {
  return {std::string(name),
          "CREATE TABLE IF NOT EXISTS " + std::string(name) + " (" + std::string(body) + ")",
          ColumnsIn(body),
          KeyIn(body),
          ShardColumnsIn(body),
          std::move(indexes),
          std::move(people),
          orphans};
}

}  // namespace

const std::vector<Table>& Tables() {
  // recent_ops and rev: see docs/adr/0003-exactly-once-counters.md; op and counted are the edge's
  // side of the same protocol.
  static const std::vector<Table> tables = {
      Make(kUsers,
           "id LONG, email STRING, full_name STRING, username STRING, password STRING, created_ts "
           "LONG, "
           "is_private BOOLEAN, is_professional_account BOOLEAN, profile_image_url STRING, "
           "user_data JSON, "
           "image_count INTEGER, follower_count INTEGER, following_count INTEGER, "
           "notifications_read_ts LONG, deleting BOOLEAN, delivery STRING, photo_access JSON, "
           "photo_access_op LONG, recent_ops ARRAY(LONG), rev LONG, op LONG, email_verified "
           "BOOLEAN, "
           "pending_email STRING, language STRING, second_factor JSON, second_factor_op LONG, "
           "suspension JSON, suspension_op LONG, pinned ARRAY(LONG), may_be_indexed BOOLEAN, "
           "takes_pushes "
           "BOOLEAN, "
           "PRIMARY KEY(id)",
           {{"id", AtDeletion::kByPart, "user", Exported{"account", 1}}}),
      Make(kIdentities,
           "name STRING, user_id LONG, reserved_until LONG, op LONG, kept_until LONG, PRIMARY "
           "KEY(name)",
           {{"user_id", AtDeletion::kByPart, "names"}}),
      Make(kSessions,
           "random_token STRING, created_ts LONG, expire_ts LONG, last_used_ts LONG, user_id LONG, "
           "device STRING, suspended BOOLEAN, push JSON, PRIMARY KEY(random_token)",
           {{"user_id", AtDeletion::kDeleteRows, "sessions", Exported{"sessions", 8}}},
           {{"user_id_idx", {"user_id"}}}),
      Make(
          kImages,
          "user_id LONG, id LONG, image_url STRING, image_filename STRING, "
          "image_original_filename STRING, "
          "image_host_fqdn STRING, image_uri STRING, image_type ENUM(png, jpeg, gif), image_format "
          "STRING, created_ts LONG, "
          "main_comment STRING, is_profile BOOLEAN, width INTEGER, height INTEGER, size LONG, "
          "alt_text STRING, "
          "blurhash STRING, animated BOOLEAN, has_large BOOLEAN, removed BOOLEAN, like_count "
          "INTEGER, "
          "dislike_count INTEGER, comment_count INTEGER, recent_ops ARRAY(LONG), rev LONG, op "
          "LONG, "
          "counted BOOLEAN, kept_until LONG, mentions ARRAY(LONG), photos JSON, archived_ts LONG, "
          "latest_comment JSON, "
          "PRIMARY KEY(SHARD(user_id), id)",
          {{"user_id", AtDeletion::kByPart, "images", Exported{"images", 0}}}),
      Make(kUploads,
           "user_id LONG, id LONG, object STRING, par_id STRING, size LONG, type STRING, "
           "created_ts LONG, "
           "PRIMARY KEY(SHARD(user_id), id)",
           {{"user_id", AtDeletion::kByPart, "uploads"}}),
      Make(kReactions,
           "author_id LONG, image_id LONG, user_id LONG, reaction STRING, was STRING, created_ts "
           "LONG, op LONG, "
           "counted BOOLEAN, PRIMARY KEY(SHARD(author_id, image_id), user_id)",
           {{"user_id", AtDeletion::kByPart, "reactions", Exported{"reactions", 2, "author_id"}},
            {"author_id", AtDeletion::kWithImage}},
           {{"user_id_idx", {"user_id"}}}),
      Make(kFollows,
           "follower_id LONG, followee_id LONG, state STRING, was STRING, delivery STRING, "
           "created_ts LONG, "
           "op LONG, counted BOOLEAN, PRIMARY KEY(SHARD(follower_id), followee_id)",
           {{"follower_id", AtDeletion::kByPart, "following",
             Exported{"following", 4, "followee_id"}},
            {"followee_id", AtDeletion::kByPart, "followers",
             Exported{"followers", 5, "follower_id"}}},
           {{"followee_idx", {"followee_id", "state"}},
            {"delivery_idx", {"follower_id", "state", "delivery"}}}),
      Make(
          kBlocks,
          "user_id LONG, blocked_id LONG, created_ts LONG, PRIMARY KEY(SHARD(user_id), blocked_id)",
          {{"user_id", AtDeletion::kDeleteRows, "blocks", Exported{"blocks", 6, "blocked_id"}},
           {"blocked_id", AtDeletion::kDeleteRows, "blocks_of"}},
          {{"blocked_idx", {"blocked_id"}}}, "orphan blocks"),
      Make(kMutes,
           "user_id LONG, muted_id LONG, created_ts LONG, PRIMARY KEY(SHARD(user_id), muted_id)",
           {{"user_id", AtDeletion::kDeleteRows, "mutes", Exported{"mutes", 9, "muted_id"}},
            {"muted_id", AtDeletion::kDeleteRows, "mutes_of"}},
           {{"muted_idx", {"muted_id"}}}, "orphan mutes"),
      Make(kComments,
           "author_id LONG, image_id LONG, id LONG, user_id LONG, text STRING, removed BOOLEAN, "
           "created_ts LONG, op LONG, "
           "counted BOOLEAN, mentions ARRAY(LONG), reply_to LONG, edited_ts LONG, like_count "
           "INTEGER, reply_count INTEGER, recent_ops ARRAY(LONG), rev LONG, PRIMARY "
           "KEY(SHARD(author_id, image_id), id)",
           {{"user_id", AtDeletion::kByPart, "comments", Exported{"comments", 3, "author_id"}},
            {"author_id", AtDeletion::kWithImage}},
           {{"user_id_idx", {"user_id"}},
            {"thread_idx", {"author_id", "image_id", "reply_to", "id"}}}),
      Make(kReports,
           "thing STRING, user_id LONG, owner_id LONG, id LONG, reason STRING, note STRING, state "
           "STRING, created_ts LONG, PRIMARY KEY(SHARD(thing), user_id)",
           {{"user_id", AtDeletion::kDeleteRows, "reports", Exported{"reports", 10, "owner_id"}},
            {"owner_id", AtDeletion::kDeleteRows, "reports_of"}},
           {{"user_id_idx", {"user_id"}},
            {"owner_idx", {"owner_id"}},
            {"state_idx", {"state", "created_ts"}}},
           "orphan reports"),
      Make(kFeed,
           "owner_id LONG, image_id LONG, author_id LONG, PRIMARY KEY(SHARD(owner_id), image_id, "
           "author_id)",
           {{"owner_id", AtDeletion::kDeleteRows, "feed"}, {"author_id", AtDeletion::kExpire}}),
      Make(kDirectory,
           "prefix STRING, term STRING, user_id LONG, PRIMARY KEY(SHARD(prefix), term, user_id)",
           {{"user_id", AtDeletion::kByPart, "user"}}, {}, "orphan search terms"),
      Make(
          kNotifications,
          "user_id LONG, id LONG, kind STRING, actor_id LONG, image_id LONG, comment_id LONG, "
          "created_ts LONG, told_ts LONG, images ARRAY(LONG), comments ARRAY(LONG), reason STRING, "
          "author_id LONG, PRIMARY KEY(SHARD(user_id), id)",
          {{"user_id", AtDeletion::kDeleteRows, "notifications",
            Exported{"notifications", 7, "actor_id"}},
           {"actor_id", AtDeletion::kExpire},
           {"author_id", AtDeletion::kExpire}}),
      Make(kIdempotency,
           "user_id LONG, key STRING, result_id LONG, body_hash STRING, op LONG, created_ts LONG, "
           "PRIMARY KEY(SHARD(user_id), key)",
           {{"user_id", AtDeletion::kDeleteRows, "idempotency"}}),
      Make(kUnderWay,
           "user_id LONG, name STRING, state JSON, op LONG, PRIMARY KEY(SHARD(user_id), name)",
           {{"user_id", AtDeletion::kByPart, "under_way"}}),
      Make(kThrottle, "key STRING, failures INTEGER, blocked_until LONG, PRIMARY KEY(key)",
           {{"key", AtDeletion::kByPart, "failures"}}),
      Make(kBudgets,
           "user_id LONG, kind STRING, hour_count LONG, hour_bytes LONG, hour_end LONG, day_count "
           "LONG, day_bytes LONG, day_end LONG, leases ARRAY(LONG), PRIMARY KEY(SHARD(user_id), "
           "kind)",
           {{"user_id", AtDeletion::kDeleteRows, "budgets"}}),
      Make(kJobs,
           "bucket INTEGER, id LONG, kind STRING, arguments JSON, cursor STRING, lease_until LONG, "
           "attempts INTEGER, op LONG, PRIMARY KEY(SHARD(bucket), id)",
           {{"arguments", AtDeletion::kByPart, "jobs"}}),
      // Rows that live for minutes or days: links in mails (account/tokens.h), and when which kind
      // of mail was sent (mail/mail_job.h).
      Make(kTokens,
           "user_id LONG, kind STRING, hash STRING, email STRING, password_hash STRING, made_ts "
           "LONG, expires_ts LONG, op LONG, PRIMARY KEY(SHARD(user_id), kind)",
           {{"user_id", AtDeletion::kDeleteRows, "tokens"}}),
      // id is a hash of the credential's, which may be longer than a key; that, and the COSE key,
      // are in base64url (ADR 0030).
      Make(kPasskeys,
           "user_id LONG, id STRING, credential STRING, public_key STRING, sign_count LONG, name "
           "STRING, created_ts LONG, used_ts LONG, challenge_ts LONG, op LONG, PRIMARY "
           "KEY(SHARD(user_id), id)",
           {{"user_id", AtDeletion::kDeleteRows, "passkeys", Exported{"passkeys", 11}}}, {},
           "orphan passkeys"),
      // Photos by the tags in their captions, and under "" all public ones. A tag is spread over
      // parts, so that one that many use is no busy shard. Removing an image deletes its rows.
      Make(kTags,
           "tag STRING, part INTEGER, image_id LONG, author_id LONG, PRIMARY KEY(SHARD(tag, part), "
           "image_id, author_id)",
           {{"author_id", AtDeletion::kByPart, "images"}}, {}, "orphan tags"),
      // id: made when it was bookmarked, the order of the list.
      Make(kBookmarks,
           "user_id LONG, image_id LONG, author_id LONG, id LONG, PRIMARY KEY(SHARD(user_id), "
           "image_id, author_id)",
           {{"user_id", AtDeletion::kDeleteRows, "bookmarks",
             Exported{"bookmarks", 12, "author_id"}},
            {"author_id", AtDeletion::kDeleteRows, "bookmarks_of"}},
           {{"id_idx", {"user_id", "id"}}, {"image_idx", {"author_id", "image_id"}}},
           "orphan bookmarks"),
      Make(kCommentLikes,
           "author_id LONG, image_id LONG, comment_id LONG, user_id LONG, liked BOOLEAN, was "
           "BOOLEAN, created_ts LONG, op LONG, counted BOOLEAN, PRIMARY KEY(SHARD(author_id, "
           "image_id), comment_id, user_id)",
           {{"user_id", AtDeletion::kByPart, "comment_likes",
             Exported{"comment-likes", 13, "author_id"}},
            {"author_id", AtDeletion::kWithImage}},
           {{"user_id_idx", {"user_id"}}}),
  };
  return tables;
}

const Table& TableOf(std::string_view name) {
  return *std::ranges::find(Tables(), name, &Table::name);
}

bool IsShardKey(const Table& table, std::string_view column) {
  return table.shard_columns == 1 && table.key.front() == column;
}

bool GoesWithImage(const Table& table) {
  return std::ranges::any_of(table.people, [](const PersonColumn& person) {
    return person.at_deletion == AtDeletion::kWithImage;
  });
}

bool IsKeptBack(std::string_view column) {
  static constexpr std::string_view kColumns[] = {"password",
                                                  "random_token",
                                                  "recent_ops",
                                                  "rev",
                                                  "op",
                                                  "counted",
                                                  "was",
                                                  "delivery",
                                                  "deleting",
                                                  "removed",
                                                  "image_url",
                                                  "image_host_fqdn",
                                                  "image_uri",
                                                  "photo_access",
                                                  "photo_access_op",
                                                  "second_factor",
                                                  "second_factor_op",
                                                  "suspension_op",
                                                  "kept_until",
                                                  "challenge_ts",
                                                  "suspended",
                                                  "latest_comment",
                                                  "takes_pushes",
                                                  "push"};
  return std::ranges::find(kColumns, column) != std::end(kColumns);
}

}  // namespace fotogal::schema
