#include "fotogal/feed/delivery_switch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/feed/delivery.h"
#include "fotogal/feed/delivery_statements.h"
#include "fotogal/feed/feed.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr std::chrono::minutes kReview{10};
constexpr int kEdgesPerStep = 100;
constexpr int kImagesPerStep = 20;
constexpr int kFlipsPerStep = 20;
constexpr int kUpdatesInFlight = 8;

// How far a switch is; the cursor of its job.
struct Switching {
  Delivery mode = Delivery::kPush;  // of the author at the beginning
  std::int64_t since = 0;           // ms; calls that began before may have seen the mode before
  std::string page{};               // page token for the followers
  bool found = false;               // this pass has changed something
  bool flipping = false;            // kToPush: everything is delivered, and now edges are changed
  std::vector<UserId> batch{};      // kToPush: the followers to whom images are being delivered
  ImageId after = 0;                // the image after which to continue
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Switching, mode, since, page, found, flipping, batch, after)

  oci::TimePoint Since() const { return FromMillis(since); }
};

// A run may have died after it had changed the mode and before it stored its cursor. The cursor is
// of another mode then, and the switch begins anew.
Switching FromRun(const JobRun& run, Delivery mode) {
  const Switching begun{.mode = mode, .since = ToMillis(run.context.Now())};
  if (run.cursor.empty()) return begun;
  const auto stored = oci::ParseOrThrow(run.cursor).get<Switching>();
  return stored.mode == mode ? stored : begun;
}

struct FollowerPage {
  std::vector<FollowRow> edges;
  std::string next;
};

Outcome<FollowerPage> ReadFollowers(JobRun& run, UserId author, const std::string& page,
                                    int limit) {
  auto options = Absolute(limit);
  options.page = page;
  OCI_ASSIGN_OR_RETURN(const auto found,
                       run.context.Query(kDeliveryFollowers, {{"$f", author}}, options));
  return FollowerPage{RowsFrom<FollowRow>(found.items), found.next};
}

Outcome<Unit> SetEdges(JobRun& run, UserId author, const std::vector<UserId>& followers,
                       EdgeDelivery by) {
  OCI_RETURN_IF_ERROR(
      oci::ForEach(followers, kUpdatesInFlight, [&](UserId follower) -> oci::Status {
        return AsStatus(SetEdgeDelivery(run.context, follower, author, by));
      }));
  return Unit{};
}

Outcome<Unit> SetMode(JobRun& run, UserId author, Delivery mode) {
  OCI_RETURN_IF_ERROR(
      run.context.Execute(kDeliverySetMode, {{"$u", author}, {"$d", mode}}, Repeated::kSame));
  run.cursor = oci::JsonText(Switching{.mode = mode, .since = ToMillis(run.context.Now())});
  return Unit{};
}

// Waits until all calls that have read the earlier mode have ended.
void AwaitOldCalls(JobRun& run, oci::TimePoint since) {
  if (run.context.Now() < since + kLongestCall) run.resume_at = since + kLongestCall;
}

// kToPull: sets every edge to `pull`, while images are still pushed. When a pass has found none to
// set and no call is left that saw the mode before, the author is pulled: nothing is pushed any
// more.
Outcome<StepResult> SwitchToPull(JobRun& run, UserId author, Switching at) {
  OCI_ASSIGN_OR_RETURN(const auto page, ReadFollowers(run, author, at.page, kEdgesPerStep));
  std::vector<UserId> pushed;
  for (const auto& edge : page.edges) {
    if (edge.delivery == EdgeDelivery::kPush) pushed.push_back(edge.follower);
  }
  OCI_RETURN_IF_ERROR(SetEdges(run, author, pushed, EdgeDelivery::kPull));
  at.found = at.found || !pushed.empty();
  at.page = page.next;
  if (at.page.empty()) {
    if (!at.found && run.context.Now() >= at.Since() + kLongestCall) {
      OCI_RETURN_IF_ERROR(SetMode(run, author, Delivery::kPull));
      return StepResult::kMore;
    }
    at.found = false;
    AwaitOldCalls(run, at.Since());
  }
  run.cursor = oci::JsonText(at);
  return StepResult::kMore;
}

ImageId OldestInFeed(const JobRun& run) {
  return FirstIdAt(run.context.Now() - schema::kFeedWindow);
}

// The first part of kToPush: writes the images of the window into the feeds of the followers whose
// edges still say `pull`. New images are pushed again already.
Outcome<StepResult> DeliverBack(JobRun& run, UserId author, Switching at) {
  if (at.batch.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto page, ReadFollowers(run, author, at.page, kEdgesPerStep));
    for (const auto& edge : page.edges) {
      if (edge.delivery == EdgeDelivery::kPull) at.batch.push_back(edge.follower);
    }
    at.page = page.next;
    at.after = 0;
  }
  if (!at.batch.empty()) {
    OCI_ASSIGN_OR_RETURN(
        at.after, DeliverPage(run.context, author, at.batch, std::max(at.after, OldestInFeed(run)),
                              kImagesPerStep));
    if (at.after == 0) at.batch.clear();
  }
  if (at.batch.empty() && at.page.empty()) {
    at.flipping = true;
    run.resume_at =
        // whoever reads feed rows from then on finds the delivered ones
        run.context.Now() + kLongestCall;
  }
  run.cursor = oci::JsonText(at);
  return StepResult::kMore;
}

// Writes all the author's images with ids above `after` into these followers' feeds.
Outcome<Unit> DeliverFrom(JobRun& run, UserId author, const std::vector<UserId>& followers,
                          ImageId after) {
  while (!followers.empty()) {
    OCI_ASSIGN_OR_RETURN(after, DeliverPage(run.context, author, followers,
                                            std::max(after, OldestInFeed(run)), kImagesPerStep));
    if (after == 0) break;
  }
  return Unit{};
}

// The second part of kToPush: delivers to the followers, a page of them at a time, what was
// published since the first part, and sets their edges to `push`.
Outcome<StepResult> FlipBack(JobRun& run, UserId author, Switching at) {
  OCI_ASSIGN_OR_RETURN(const auto page, ReadFollowers(run, author, at.page, kFlipsPerStep));
  const auto recent = at.Since() - kLongestCall;
  // late: edges that were made after the delivery may have passed them
  std::vector<UserId> followers, late;
  for (const auto& edge : page.edges) {
    if (edge.delivery == EdgeDelivery::kPush) continue;
    followers.push_back(edge.follower);
    if (FromMillis(edge.created_ts) >= recent) late.push_back(edge.follower);
  }
  OCI_RETURN_IF_ERROR(DeliverFrom(run, author, late, 0));
  OCI_RETURN_IF_ERROR(DeliverFrom(run, author, followers, FirstIdAt(recent)));
  OCI_RETURN_IF_ERROR(SetEdges(run, author, followers, EdgeDelivery::kPush));
  at.found = at.found || !followers.empty();
  at.page = page.next;
  if (at.page.empty()) {
    if (!at.found) {
      OCI_RETURN_IF_ERROR(SetMode(run, author, Delivery::kPush));
      return StepResult::kMore;
    }
    at.found = false;
  }
  run.cursor = oci::JsonText(at);
  return StepResult::kMore;
}

}  // namespace

Outcome<StepResult> SwitchDeliveryStep(JobRun& run, const SwitchDeliveryJob& job) {
  const UserId id = job.author;
  OCI_ASSIGN_OR_RETURN(const auto author, FindUser(run.context, id));
  if (!author) return StepResult::kDone;
  const auto& config = run.context.services.config;
  const Switching at = FromRun(run, author->delivery);
  switch (author->delivery) {
    case Delivery::kPush:
      if (author->follower_count < PullFrom(config)) return StepResult::kDone;
      OCI_RETURN_IF_ERROR(SetMode(run, id, Delivery::kToPull));
      return StepResult::kMore;
    case Delivery::kToPull:
      return SwitchToPull(run, id, at);
    case Delivery::kPull:
      if (author->follower_count <= PushFrom(config)) {
        OCI_RETURN_IF_ERROR(SetMode(run, id, Delivery::kToPush));
      } else {
        run.resume_at = run.context.Now() + kReview;
      }
      return StepResult::kMore;
    case Delivery::kToPush:
      return at.flipping ? FlipBack(run, id, at) : DeliverBack(run, id, at);
  }
  return StepResult::kDone;
}

}  // namespace fotogal
