// What people report to the operators: accounts, images and comments.
//
// A row's shard key is what is reported, so that all reports of one thing are together; its key has
// the reporter, too, so that nobody reports a thing twice. The index (state, created_ts) lists the
// open reports, the oldest first.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

inline constexpr std::array<std::string_view, 3> kReportedKinds = {"user", "image", "comment"};
inline constexpr std::array<std::string_view, 8> kReportReasons = {
    "spam", "nudity", "hate", "violence", "self_harm", "illegal", "impersonation", "other"};

struct ReportRow {
  static constexpr auto kTable = schema::kReports;

  std::string thing;  // "user:<id>", "image:<author>-<image>", "comment:<author>-<image>/<comment>"
  UserId user = 0;    // who reports
  UserId owner = 0;   // whose it is
  Id id = 0;
  std::string reason, note;
  std::string state = "open";
  std::int64_t created_ts = 0;  // ms

  static constexpr auto Columns() {
    return std::tuple(Column("thing", &ReportRow::thing), Column("user_id", &ReportRow::user),
                      Column("owner_id", &ReportRow::owner), Column("id", &ReportRow::id),
                      Column("reason", &ReportRow::reason), Column("note", &ReportRow::note),
                      Column("state", &ReportRow::state),
                      Column("created_ts", &ReportRow::created_ts));
  }
};
inline oci::nosql::Key KeyOfReport(const std::string& thing, UserId user) {
  return {{"thing", thing}, {"user_id", user}};
}

struct ReportedThing {
  std::string thing;  // as in ReportRow
  UserId owner = 0;
};
// What the viewer means, if the viewer can see it, else 404. kind: one of kReportedKinds. id: a
// username, an image's id, or an image's id, "/" and a comment's. 422 not_yourself: it is the
// viewer's own.
Outcome<ReportedThing> FindReported(const Context& context, UserId viewer, std::string_view kind,
                                    const std::string& id);

struct Reported {
  Id id = 0;
  bool is_new = false;  // false: the person has reported this before, which stays as it was
};
Outcome<Reported> Report(const Context& context, UserId user, const ReportedThing& reported,
                         const std::string& reason, const std::string& note);

}  // namespace fotogal
