#include "fotogal/base/schema.h"

namespace fotogal::schema {
namespace {

// "id LONG, type ENUM(a, b), PRIMARY KEY(id)" has two: a comma in parentheses parts nothing.
std::vector<oci::nosql::Column> ColumnsIn(std::string_view body) {
  std::vector<oci::nosql::Column> columns;
  for (size_t at = 0; at < body.size();) {
    const size_t start = at;
    for (int depth = 0; at < body.size() && (depth > 0 || body[at] != ','); ++at)
      depth += body[at] == '(' ? 1 : body[at] == ')' ? -1 : 0;
    const auto part = body.substr(start, at - start);
    const size_t space = part.find(' ');
    if (!part.starts_with("PRIMARY KEY"))
      columns.push_back({std::string(part.substr(0, space)), std::string(part.substr(space + 1))});
    at += std::string_view(", ").size();
  }
  return columns;
}

Table Make(std::string_view name, std::string_view body,
           std::vector<oci::nosql::IndexSpec> indexes = {}) {
  return {std::string(name),
          "CREATE TABLE IF NOT EXISTS " + std::string(name) + " (" + std::string(body) + ")",
          ColumnsIn(body), std::move(indexes)};
}

}  // namespace

const std::vector<Table>& Tables() {
  // recent_ops, rev: see docs/adr/0003-exactly-once-counters.md. op, counted: the edge's own half
  // of it.
  static const std::vector<Table> tables = {
      Make(kUsers,
           "id LONG, email STRING, full_name STRING, username STRING, password STRING, created_ts "
           "LONG, "
           "is_private BOOLEAN, is_professional_account BOOLEAN, profile_image_url STRING, "
           "user_data JSON, "
           "image_count INTEGER, follower_count INTEGER, following_count INTEGER, "
           "notifications_read_ts LONG, deleting BOOLEAN, delivery STRING, "
           "recent_ops ARRAY(LONG), rev LONG, op LONG, PRIMARY KEY(id)"),
      Make(kIdentities,
           "name STRING, user_id LONG, reserved_until LONG, op LONG, PRIMARY KEY(name)"),
      Make(kSessions,
           "random_token STRING, created_ts LONG, expire_ts LONG, last_used_ts LONG, user_id LONG, "
           "PRIMARY KEY(random_token)",
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
          "counted BOOLEAN, PRIMARY KEY(SHARD(user_id), id)"),
      Make(kUploads,
           "user_id LONG, id LONG, object STRING, par_id STRING, size LONG, type STRING, "
           "created_ts LONG, "
           "PRIMARY KEY(SHARD(user_id), id)"),
      Make(kReactions,
           "author_id LONG, image_id LONG, user_id LONG, reaction STRING, was STRING, created_ts "
           "LONG, op LONG, "
           "counted BOOLEAN, PRIMARY KEY(SHARD(author_id, image_id), user_id)",
           {{"user_id_idx", {"user_id"}}}),
      Make(kFollows,
           "follower_id LONG, followee_id LONG, state STRING, was STRING, delivery STRING, "
           "created_ts LONG, "
           "op LONG, counted BOOLEAN, PRIMARY KEY(SHARD(follower_id), followee_id)",
           {{"followee_idx", {"followee_id", "state"}},
            {"delivery_idx", {"follower_id", "state", "delivery"}}}),
      Make(
          kBlocks,
          "user_id LONG, blocked_id LONG, created_ts LONG, PRIMARY KEY(SHARD(user_id), blocked_id)",
          {{"blocked_idx", {"blocked_id"}}}),
      Make(kComments,
           "author_id LONG, image_id LONG, id LONG, user_id LONG, text STRING, removed BOOLEAN, "
           "created_ts LONG, op LONG, "
           "counted BOOLEAN, PRIMARY KEY(SHARD(author_id, image_id), id)",
           {{"user_id_idx", {"user_id"}}}),
      Make(kFeed,
           "owner_id LONG, image_id LONG, author_id LONG, PRIMARY KEY(SHARD(owner_id), image_id, "
           "author_id)"),
      Make(kDirectory,
           "prefix STRING, term STRING, user_id LONG, PRIMARY KEY(SHARD(prefix), term, user_id)"),
      Make(kNotifications,
           "user_id LONG, id LONG, kind STRING, actor_id LONG, image_id LONG, comment_id LONG, "
           "created_ts LONG, told_ts LONG, images ARRAY(LONG), comments ARRAY(LONG), "
           "PRIMARY KEY(SHARD(user_id), id)"),
      Make(kIdempotency,
           "user_id LONG, key STRING, result_id LONG, body_hash STRING, op LONG, created_ts LONG, "
           "PRIMARY KEY(SHARD(user_id), key)"),
      Make(kUnderWay,
           "user_id LONG, name STRING, state JSON, op LONG, PRIMARY KEY(SHARD(user_id), name)"),
      Make(kThrottle, "key STRING, failures INTEGER, blocked_until LONG, PRIMARY KEY(key)"),
      Make(kBudgets,
           "user_id LONG, kind STRING, hour_count LONG, hour_bytes LONG, hour_end LONG, day_count "
           "LONG, day_bytes LONG, day_end LONG, leases ARRAY(LONG), PRIMARY KEY(SHARD(user_id), "
           "kind)"),
      Make(kJobs,
           "bucket INTEGER, id LONG, kind STRING, arguments JSON, cursor STRING, lease_until LONG, "
           "attempts INTEGER, op LONG, PRIMARY KEY(SHARD(bucket), id)"),
  };
  return tables;
}

}  // namespace fotogal::schema
