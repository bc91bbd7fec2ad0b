// All tables, columns, indexes and limits; provisioning, functions, tests and docs read them here.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/nosql.h"

namespace fotogal::schema {

// at the beginning of every table's name
inline constexpr std::string_view kPrefix = "fotogal_ntable_";
inline constexpr std::string_view kUsers = "fotogal_ntable_users";
inline constexpr std::string_view kIdentities = "fotogal_ntable_identities";
inline constexpr std::string_view kSessions = "fotogal_ntable_authsession";
inline constexpr std::string_view kImages = "fotogal_ntable_images";
inline constexpr std::string_view kUploads = "fotogal_ntable_uploads";
inline constexpr std::string_view kReactions = "fotogal_ntable_reactions";
inline constexpr std::string_view kFollows = "fotogal_ntable_follows";
inline constexpr std::string_view kBlocks = "fotogal_ntable_blocks";
inline constexpr std::string_view kMutes = "fotogal_ntable_mutes";
inline constexpr std::string_view kComments = "fotogal_ntable_comments";
inline constexpr std::string_view kReports = "fotogal_ntable_reports";
inline constexpr std::string_view kFeed = "fotogal_ntable_feed";
inline constexpr std::string_view kDirectory = "fotogal_ntable_directory";
inline constexpr std::string_view kNotifications = "fotogal_ntable_notifications";
inline constexpr std::string_view kIdempotency = "fotogal_ntable_idempotency";
inline constexpr std::string_view kThrottle = "fotogal_ntable_throttle";
inline constexpr std::string_view kUnderWay = "fotogal_ntable_underway";
inline constexpr std::string_view kBudgets = "fotogal_ntable_budgets";
inline constexpr std::string_view kJobs = "fotogal_ntable_jobs";
inline constexpr std::string_view kTokens = "fotogal_ntable_tokens";
inline constexpr std::string_view kPasskeys = "fotogal_ntable_passkeys";
inline constexpr std::string_view kTags = "fotogal_ntable_tags";
inline constexpr std::string_view kBookmarks = "fotogal_ntable_bookmarks";
inline constexpr std::string_view kCommentLikes = "fotogal_ntable_comment_likes";

// What the deletion of an account does with the rows that name the person in a column.
enum class AtDeletion {
  kDeleteRows,  // deletes them
  kByPart,      // a part of the deletion also undoes what depends on them (deletion/erasure.cc)
  kWithImage,   // removing their image deletes them, by the key (author_id, image_id, ...)
  kExpire,      // nothing: they belong to other people, readers skip them, and their TTL ends
};

// Where in an export the rows are, and whose username is written beside an id.
struct Exported {
  std::string_view folder;
  size_t place;  // position in the archive; a running export stores it, so it must not change
  // the column with another person's id, to which the username is added; "": none
  std::string_view other_person{};
};

// A column that names people. Each one must be listed: deletion, exports and `reconcile` follow
// these rules, and a test fails for a column without a rule.
struct PersonColumn {
  std::string_view column;
  AtDeletion at_deletion;
  // the part of the deletion; a running one stores it, so it must not change
  std::string_view part{};
  std::optional<Exported> exported = std::nullopt;
};

struct Table {
  std::string name;
  std::string ddl;  // CREATE TABLE IF NOT EXISTS ...
  std::vector<oci::nosql::Column> columns;
  std::vector<std::string> key;  // its columns
  size_t shard_columns;          // so many first columns of the key are the shard key
  std::vector<oci::nosql::IndexSpec> indexes;
  std::vector<PersonColumn> people;
  // The name under which `reconcile` reports, and deletes, rows about people who no longer exist.
  // "": they expire, or a part of reconcile handles them (upkeep/reconcile_parts.cc).
  std::string_view orphans;
};

// In the order to create them.
const std::vector<Table>& Tables();
// Whether removing an image deletes its rows there: a column has kWithImage.
bool GoesWithImage(const Table& table);
const Table& TableOf(std::string_view name);  // one of these
// Whether the column alone is the shard key, and so all rows with one value of it are together.
bool IsShardKey(const Table& table, std::string_view column);
// Columns that are not exported: secrets, and columns that serve only the service itself.
bool IsKeptBack(std::string_view column);

inline constexpr std::chrono::days kFeedWindow{90};
inline constexpr std::chrono::days kSessionIdle{7};
inline constexpr std::chrono::days kSessionLifetime{90};
inline constexpr std::chrono::seconds kAuthorizerCache{60};
// The time within which a sign-up must finish; afterwards its names are free again.
inline constexpr std::chrono::seconds kReservation{60};
// How long the links in mails work.
inline constexpr std::chrono::hours kPasswordResetOpen{1};
inline constexpr std::chrono::days kEmailVerificationOpen{2};
inline constexpr std::chrono::days kEmailUndoOpen{7};
// Who has lost the second factor and asks for its removal by mail waits so long for it.
inline constexpr std::chrono::hours kSecondFactorWait{72};
// A username or e-mail address that an account gives up is nobody else's for so long.
inline constexpr std::chrono::days kNameKept{30};
// How long the objects of an image that a moderator has removed are kept, for an appeal.
inline constexpr std::chrono::days kRemovedKept{30};
inline constexpr std::chrono::seconds kJobLease{330};
inline constexpr int kJobBuckets = 16;
// The limit for one request to a function and for one response.
inline constexpr size_t kMaxImageBytes = 6 * 1024 * 1024;
// The limit for a photo that is uploaded with a pre-authenticated request: what the gateway
// forwards.
inline constexpr size_t kMaxUploadBytes = 20 * 1024 * 1024;
inline constexpr std::chrono::hours kUploadOpen{1};
// Uploads that were not published, and objects without a row, are deleted after this time.
inline constexpr std::chrono::days kUploadKept{1};
inline constexpr int kMaxOpenUploads = 100;  // of one person
inline constexpr size_t kMaxJsonBytes = 64 * 1024;
// For X-Caption and X-Alt-Text together, as sent: the gateway allows 8 KB for all headers.
inline constexpr size_t kMaxTextHeaderBytes = 4000;

}  // namespace fotogal::schema
