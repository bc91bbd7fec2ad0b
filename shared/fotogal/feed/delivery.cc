
#include "fotogal/feed/delivery.h"

#include <algorithm>

#include "fotogal/base/schema.h"
#include "fotogal/feed/delivery_statements.h"
#include "fotogal/feed/feed.h"
#include "fotogal/images/images.h"
#include "fotogal/images/tags.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "fotogal/social/mentions.h"

namespace fotogal {
namespace {

constexpr int kFollowersPerPage = 1000;
constexpr int kDeliveredPerPage = 100;
constexpr size_t kEarlierPublications = 2;
// Photos with fewer minutes between the first and the last of three are published in a row.
constexpr std::chrono::minutes kInARow{10};

// Counts the image and writes its author's own feed row, if the call that publishes it has not done
// so: it queued the job before it wrote the image's row, and may have died at any point since then.
// nullopt: there is no image. While it may still come, run.resume_at says when to look again.
Outcome<std::optional<Image>> FinishPublication(JobRun& run, const ImageRef& ref) {
  const Op op = run.ref.id;
  OCI_ASSIGN_OR_RETURN(auto image, FindImageRow(run.context, ref));
  if (!image || image->removed || image->op != op) {
    const auto settled = TimeOfOp(op) + 2 * kLongestCall;
    if (!image && run.context.Now() < settled) run.resume_at = settled;
    return std::optional<Image>();
  }
  if (image->counted) return image;
  OCI_RETURN_IF_ERROR(WriteFeedRows(run.context, {{ref.author, ref}}));
  OCI_RETURN_IF_ERROR(CountImage(run.context, *image));
  return image;
}

// The author's last publications before this one.
Outcome<std::vector<Image>> EarlierThan(JobRun& run, const ImageRef& image) {
  OCI_ASSIGN_OR_RETURN(
      auto images, run.context.Select<Image>(
                       kDeliveryEarlierPublications,
                       {{"$u", image.author}, {"$i", image.image}, {"$n", kEarlierPublications}}));
  return images;
}

// Of what one person publishes in a row, Explore has the first ones: nobody fills it alone.
bool IsInExplore(const User& author, const Image& image, const std::vector<Image>& earlier) {
  const bool in_a_row = earlier.size() == kEarlierPublications &&
                        TimeOf(earlier.back().ref.image) > TimeOf(image.ref.image) - kInARow;
  return !author.is_private && !in_a_row;
}

// What follows from an image besides feeds: where it is found, and whom it mentions. The jobs of
// earlier publications are started once more, for their own start may have been lost.
Outcome<Unit> Announce(JobRun& run, const User& author, const Image& image) {
  OCI_ASSIGN_OR_RETURN(const auto earlier, EarlierThan(run, image.ref));
  for (const Image& one : earlier) StartIfWaiting(run.context, JobFor<PublishJob>(one.op));
  OCI_RETURN_IF_ERROR(SettleTags(
      run.context, image.ref,
      {IsInExplore(author, image, earlier) ? Listed::kInExplore : Listed::kByTagsAlone}));
  return TellMentioned(run.context, {image.ref.author, image.ref, 0}, image.mentions);
}

}  // namespace

Outcome<StepResult> PublishStep(JobRun& run, const PublishJob& job) {
  const ImageRef image = job.Image();
  // Read in every step, so that a long fan-out ends when the author becomes pulled. Should the
  // author be pushed again, the switch delivers this image, too, for its row has been written.
  OCI_ASSIGN_OR_RETURN(const auto author, FindUser(run.context, image.author));
  if (!author) return StepResult::kDone;
  if (run.cursor.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto published, FinishPublication(run, image));
    if (!published) return run.resume_at ? StepResult::kMore : StepResult::kDone;
    OCI_RETURN_IF_ERROR(Announce(run, *author, *published));
  }
  if (!NeedsFanout(author->delivery)) return StepResult::kDone;
  OCI_RETURN_IF_ERROR(QueueSwitchIfTooMany(run.context, *author));
  OCI_ASSIGN_OR_RETURN(const auto page,
                       FollowersOf(run.context, image.author, FollowState::kFollowing, run.cursor,
                                   kFollowersPerPage, oci::nosql::Consistency::kAbsolute));
  std::vector<FeedRow> rows;
  for (const UserId follower : page.people) rows.push_back({follower, image});
  OCI_RETURN_IF_ERROR(WriteFeedRows(run.context, rows));
  run.cursor = page.next;
  return page.next.empty() ? StepResult::kDone : StepResult::kMore;
}

Outcome<StepResult> DeliveryStep(JobRun& run, const DeliveryJob& job) {
  const auto& [author, follower] = job;
  if (run.cursor.empty()) OCI_RETURN_IF_ERROR(RepairFollow(run.context, author, follower));
  // Read in every step: a long delivery has to end when the follow does.
  OCI_ASSIGN_OR_RETURN(const auto follow, RepairFollow(run.context, follower, author));
  if (follow.state != FollowState::kFollowing || follow.is_pulled) return StepResult::kDone;
  const ImageId oldest = FirstIdAt(run.context.Now() - schema::kFeedWindow);
  const ImageId after = std::max(oldest, ImageId(FromBase36(run.cursor).value_or(0)));
  OCI_ASSIGN_OR_RETURN(const ImageId last,
                       DeliverPage(run.context, author, {follower}, after, kDeliveredPerPage));
  if (last != 0) {
    run.cursor = ToBase36(last);
    return StepResult::kMore;
  }
  if (follow.delivery == EdgeDelivery::kPull) {
    // The edge says `pull` from a time when the author was pulled. Should the author be pulled
    // again by now, repairing the follow sets it back.
    OCI_RETURN_IF_ERROR(SetEdgeDelivery(run.context, follower, author, EdgeDelivery::kPush));
    OCI_RETURN_IF_ERROR(RepairFollow(run.context, follower, author));
  }
  // Read after the repair, which may have counted this very follow.
  OCI_ASSIGN_OR_RETURN(const auto followee, FindUser(run.context, author));
  if (followee) OCI_RETURN_IF_ERROR(QueueSwitchIfTooMany(run.context, *followee));
  return StepResult::kDone;
}

Outcome<JobRef> QueuePublish(const Context& context, Op op, const ImageRef& image) {
  return QueueJob(context, op, PublishJob{image.author, image.image});
}

Outcome<ImageId> DeliverPage(const Context& context, UserId author,
                             const std::vector<UserId>& followers, ImageId after, int images) {
  OCI_ASSIGN_OR_RETURN(
      const auto found,
      context.Select<Image>(kDeliveryImages, {{"$u", author}, {"$a", after}, {"$n", images}},
                            Absolute()));
  std::vector<FeedRow> rows;
  for (const Image& image : found) {
    for (const UserId follower : followers) rows.push_back({follower, {author, image.ref.image}});
  }
  OCI_RETURN_IF_ERROR(WriteFeedRows(context, rows));
  return found.size() < static_cast<size_t>(images) ? ImageId() : found.back().ref.image;
}

}  // namespace fotogal
