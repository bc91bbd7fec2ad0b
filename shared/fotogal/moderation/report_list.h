// Reports as moderators work on them: grouped by what is reported.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comments.h"
#include "fotogal/social/reports.h"

namespace fotogal {

// As rows spell them: ReportRow::state.
enum class ReportState { kOpen, kDismissed, kActed };
NLOHMANN_JSON_SERIALIZE_ENUM(ReportState, {{ReportState::kOpen, "open"},
                                           {ReportState::kDismissed, "dismissed"},
                                           {ReportState::kActed, "acted"}})

// A thing, the person whose it is, and its reports, the oldest first.
struct ReportedGroup {
  std::string thing;  // as in ReportRow
  std::optional<User> owner;
  std::vector<ReportRow> reports;
};

struct ReportedPage {
  std::vector<ReportedGroup> groups;
  std::string next;  // of the next page; "": this is the last
};
// Things with a report in that state, each once over all pages, with all their reports. A page has
// about `limit` things. `page` "": the first.
Outcome<ReportedPage> ListReported(const Context& context, ReportState state, int limit,
                                   const std::string& page);

// What a thing is, as ReportRow spells it: "user:<id>", "image:<image>",
// "comment:<image>/<comment>".
struct ThingRef {
  std::string kind;
  UserId user = 0;   // of an account
  ImageRef image{};  // of an image, or the one with the comment
  CommentId comment = 0;
};
std::optional<ThingRef> ParseThing(const std::string& thing);

// A thing as moderators see it, hidden or removed as it may be.
struct ShownThing {
  ReportedGroup group;
  ThingRef ref;
  std::optional<Image> image;
  std::optional<Comment> comment;
  std::vector<std::string> objects;  // names of the image's objects, or of the account's avatar's
};
// `named`: a thing or the id of a report. 404: there is neither the thing nor a report of it.
Outcome<ShownThing> ShowReported(const Context& context, const std::string& named);

// Gives the open reports of a thing that state; how many have it then. Idempotent.
Outcome<int> SettleReports(const Context& context, const std::string& thing, ReportState state);

}  // namespace fotogal
