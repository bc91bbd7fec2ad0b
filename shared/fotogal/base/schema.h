// The one place of tables, columns, indexes and limits: read by provisioning, the functions, tests
// and docs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/nosql.h"

namespace fotogal::schema {

inline constexpr std::string_view kPrefix = "fotogal_ntable_";  // of every table
inline constexpr std::string_view kUsers = "fotogal_ntable_users";
inline constexpr std::string_view kIdentities = "fotogal_ntable_identities";
inline constexpr std::string_view kSessions = "fotogal_ntable_authsession";
inline constexpr std::string_view kImages = "fotogal_ntable_images";
inline constexpr std::string_view kUploads = "fotogal_ntable_uploads";
inline constexpr std::string_view kReactions = "fotogal_ntable_reactions";
inline constexpr std::string_view kFollows = "fotogal_ntable_follows";
inline constexpr std::string_view kBlocks = "fotogal_ntable_blocks";
inline constexpr std::string_view kComments = "fotogal_ntable_comments";
inline constexpr std::string_view kFeed = "fotogal_ntable_feed";
inline constexpr std::string_view kDirectory = "fotogal_ntable_directory";
inline constexpr std::string_view kNotifications = "fotogal_ntable_notifications";
inline constexpr std::string_view kIdempotency = "fotogal_ntable_idempotency";
inline constexpr std::string_view kThrottle = "fotogal_ntable_throttle";
inline constexpr std::string_view kUnderWay = "fotogal_ntable_underway";
inline constexpr std::string_view kBudgets = "fotogal_ntable_budgets";
inline constexpr std::string_view kJobs = "fotogal_ntable_jobs";

// What the deletion of an account does with the rows that name the person in a column.
enum class AtDeletion {
  kDeleteRows,  // no more than that
  kByPart,      // a part of the deletion undoes what hangs on them as well (deletion/erasure.cc)
  kWithImage,   // they go with the image that they belong to
  kExpire,      // other people's rows: readers skip who is gone, the TTL removes them
};

// Where an export has the rows, and whose username it puts beside them.
struct Exported {
  std::string_view folder;
  size_t place;                     // in the archive; a running export remembers it, so it stays
  std::string_view other_person{};  // a column; "": none
};

// A column that names people. Each must be here: deletion, exports and `reconcile` go by it, and a
// test looks for columns without a rule.
struct PersonColumn {
  std::string_view column;
  AtDeletion at_deletion;
  std::string_view part{};  // of the deletion; a running one remembers it, so it stays
  std::optional<Exported> exported = std::nullopt;
};

struct Table {
  std::string name;
  std::string ddl;  // CREATE TABLE IF NOT EXISTS ...
  std::vector<oci::nosql::Column> columns;
  std::vector<std::string> key;  // its columns
  std::vector<oci::nosql::IndexSpec> indexes;
  std::vector<PersonColumn> people;
  // What `reconcile` calls rows that name somebody who is gone, and removes. "": they expire, or a
  // part of its own sees to them (upkeep/reconcile_parts.cc).
  std::string_view orphans;
};

// In the order to create them.
const std::vector<Table>& Tables();
const Table& TableOf(std::string_view name);  // one of these
// Columns that no export tells: secrets, and what only keeps the service's own books.
bool IsKeptBack(std::string_view column);

inline constexpr std::chrono::days kFeedWindow{90};
inline constexpr std::chrono::days kSessionIdle{7};
inline constexpr std::chrono::days kSessionLifetime{90};
inline constexpr std::chrono::seconds kAuthorizerCache{60};
// A sign-up finishes well within this; afterwards its names are free for whoever asks.
inline constexpr std::chrono::seconds kReservation{60};
inline constexpr std::chrono::seconds kJobLease{330};
inline constexpr int kJobBuckets = 16;
// Of one request to a function, and of one answer.
inline constexpr size_t kMaxImageBytes = 6 * 1024 * 1024;
// Of a photo that is put by way of a pre-authenticated request: what the gateway passes on.
inline constexpr size_t kMaxUploadBytes = 20 * 1024 * 1024;
inline constexpr std::chrono::hours kUploadOpen{1};
// What nobody has published, and objects without a row, go after this.
inline constexpr std::chrono::days kUploadKept{1};
inline constexpr int kMaxOpenUploads = 100;  // of one person
inline constexpr size_t kMaxJsonBytes = 64 * 1024;
// X-Caption and X-Alt-Text together, as sent: a gateway takes 8 KB of head in all.
inline constexpr size_t kMaxTextHeaderBytes = 4000;

}  // namespace fotogal::schema
