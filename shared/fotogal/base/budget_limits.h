// The table of what an account, or an address, may do per hour and per day.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "oci/result.h"

namespace fotogal {

enum class Budget {
  kSignUps,
  kSessions,
  kUploads,
  kComments,
  kFollows,
  kReactions,
  kEdits,
  kReports,
  kMails,
  kResets,
  kNames,
  kMentions
};

struct Limits {
  std::int64_t in_hour = 0, in_day = 0;
};

struct BudgetRule {
  Budget budget;
  std::string_view name;  // the name in FOTOGAL_BUDGETS and in rows
  std::string_view what;  // what is counted, for docs/running.md
  Limits calls;
  std::string_view bytes_name;  // in FOTOGAL_BUDGETS; empty: bytes are not counted
  Limits bytes;
  std::string_view refusal;  // the detail of 429 too_many
};

using Budgets = std::array<BudgetRule, 12>;  // in the order of the enum

// Enough for very active people; docs/running.md says what each limit prevents.
constexpr Budgets kBudgets{{
    {Budget::kSignUps,
     "signups",
     "sign-ups from one address (of IPv6: one /64), also those refused because a name is taken",
     {60, 200},
     "",
     {},
     "Too many accounts have been made from your network. Wait before the next one."},
    {Budget::kSessions,
     "sessions",
     "log-ins with the right password",
     {600, 2000},
     "",
     {},
     "You have logged in too often. Wait before the next time."},
    {Budget::kUploads,
     "uploads",
     "pictures that are decoded, for photos and avatars, refused ones too",
     {300, 1500},
     "upload_bytes",
     {std::int64_t{2} << 30, std::int64_t{8} << 30},
     "You have sent too many photos. Wait before the next one."},
    {Budget::kComments,
     "comments",
     "comments written, replies too",
     {120, 600},
     "",
     {},
     "You have commented too often. Wait before the next comment."},
    {Budget::kFollows,
     "follows",
     "follows and requests to follow that were not there before",
     {200, 800},
     "",
     {},
     "You have followed too many people. Wait before the next one."},
    {Budget::kReactions,
     "reactions",
     "likes, also of comments, dislikes and bookmarks, also those that exist already",
     {3000, 10000},
     "",
     {},
     "You have liked too often. Wait before the next time."},
    {Budget::kEdits,
     "edits",
     "changes of one's profile, of photos' texts and of comments, blocks and mutes",
     {200, 800},
     "",
     {},
     "You have changed too much. Wait before the next change."},
    {Budget::kReports,
     "reports",
     "reports of people, photos and comments that were not made before",
     {20, 50},
     "",
     {},
     "You have reported too often. Wait before the next report."},
    {Budget::kMails,
     "mails",
     "mails that are sent to one account",
     {20, 60},
     "",
     {},
     "Too many mails were sent to you. Wait before the next one."},
    {Budget::kResets,
     "resets",
     "password resets that one address (of IPv6: one /64) asks for",
     {20, 60},
     "",
     {},
     "Too many password resets were asked for from your network. Wait before the next one."},
    {Budget::kNames,
     "names",
     "changes of username or e-mail address, whose old ones are kept for 30 days",
     {10, 20},
     "",
     {},
     "You have changed your username or e-mail address too often. Wait before the next time."},
    {Budget::kMentions,
     "mentions",
     "people mentioned in captions and comments, each once for a text",
     {100, 400},
     "",
     {},
     "You have mentioned too many people. Wait before you mention somebody again."},
}};

// How many pictures of one account may be decoded at the same time.
inline constexpr int kMostPicturesInFlight = 4;

// kBudgets with the limits of FOTOGAL_BUDGETS, "comments=10/50,upload_bytes=1000000/5000000" (per
// hour/per day), in place of the defaults. The error says what is wrong.
oci::Result<Budgets> ReadBudgets(std::string_view text);

}  // namespace fotogal
