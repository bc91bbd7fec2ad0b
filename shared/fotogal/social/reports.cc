#include "fotogal/social/reports.h"

#include "fotogal/counters/budgets.h"
#include "fotogal/images/images.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/people.h"
#include "fotogal/people/visibility.h"
#include "fotogal/social/comments.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

Outcome<ReportedThing> FindReportedUser(const Context& context, UserId viewer,
                                        const std::string& username) {
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeUser(context, viewer, username));
  return ReportedThing{"user:" + ToBase36(seen.user.id), seen.user.id};
}

Outcome<ReportedThing> FindReportedImage(const Context& context, UserId viewer,
                                         const std::string& id) {
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeImage(context, viewer, id));
  return ReportedThing{"image:" + ToString(seen.image.ref), seen.author.id};
}

// Comments by people who are hidden from the viewer, or the viewer from them, are not shown.
Outcome<ReportedThing> FindReportedComment(const Context& context, UserId viewer,
                                           const std::string& id) {
  const auto slash = id.find('/');
  const auto comment_id = slash == std::string::npos
                              ? std::nullopt
                              : FromBase36(std::string_view(id).substr(slash + 1));
  if (!comment_id) return NotFound();
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeImage(context, viewer, id.substr(0, slash)));
  const ImageRef& image = seen.image.ref;
  OCI_ASSIGN_OR_RETURN(const auto comment, FindComment(context, image, *comment_id));
  if (!comment || comment->removed) return NotFound();
  const std::vector<UserId> author{comment->user_id};
  auto [people, blocked] = oci::InParallel([&] { return FindPeople(context, author); },
                                           [&] { return BlockedAmong(context, viewer, author); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(blocked);
  if (people->empty() || !blocked->empty()) return NotFound();
  return ReportedThing{"comment:" + ToString(image) + "/" + ToBase36(comment->id),
                       comment->user_id};
}

}  // namespace

Outcome<ReportedThing> FindReported(const Context& context, UserId viewer, std::string_view kind,
                                    const std::string& id) {
  OCI_ASSIGN_OR_RETURN(auto found, kind == "user"    ? FindReportedUser(context, viewer, id)
                                   : kind == "image" ? FindReportedImage(context, viewer, id)
                                                     : FindReportedComment(context, viewer, id));
  if (found.owner == viewer) return Problem(422, "not_yourself", "This is your own.");
  return found;
}

Outcome<Reported> Report(const Context& context, UserId user, const ReportedThing& reported,
                         const std::string& reason, const std::string& note) {
  OCI_ASSIGN_OR_RETURN(const auto before,
                       context.Find<ReportRow>(KeyOfReport(reported.thing, user)));
  if (before) return Reported{before->id, false};
  OCI_RETURN_IF_ERROR(Spend(context, Budget::kReports, user));
  ReportRow row{.thing = reported.thing,
                .user = user,
                .owner = reported.owner,
                .id = context.NewId(),
                .reason = reason,
                .note = note,
                .created_ts = ToMillis(context.Now())};
  OCI_ASSIGN_OR_RETURN(const auto put, context.Insert(row));
  if (put.written) return Reported{row.id, true};
  if (!put.existing) return TryAgain("The report is being made by another request.");
  // It is this one when the answer to a first try of the insertion was lost.
  return Reported{put.existing->id, put.existing->id == row.id};
}

}  // namespace fotogal
