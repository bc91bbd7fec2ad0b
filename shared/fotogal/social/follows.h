// Who follows whom: one row an edge, accepted or pending. Every transition may be repeated, and
// leaves both sides agreeing whatever dies in between.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"
#include "fotogal/people/visibility.h"

namespace fotogal {

// Follows a public account or asks a private one; 404 when one blocks the other. An accepted follow
// delivers the author's images of the feed's window. Like all transitions it answers what it
// reached itself, also when another call has ended that since.
Outcome<FollowState> Follow(const Context& context, UserId follower, const User& followee);
// Ends a follow or takes a request back.
Outcome<Unit> Unfollow(const Context& context, UserId follower, UserId followee);
// A pending request becomes a follow. kNone: there is neither.
Outcome<FollowState> Approve(const Context& context, UserId follower, UserId followee);

// A pending request ends; a follow stays. Both answer what stands then.
Outcome<FollowState> Reject(const Context& context, UserId follower, UserId followee);
// A follow ends; a request stays.
Outcome<FollowState> RemoveFollower(const Context& context, UserId follower, UserId followee);

// Brings what stands between two people to what may stand there now: finishes a change that was
// cut off, ends it across a block, turns a request to a public account into a follow. A follow of
// somebody pulled pulls from then on.
struct RepairedFollow {
  FollowState state = FollowState::kNone;
  bool is_pulled = false;  // the followee is pulled, so nothing is to be delivered
  // As the edge says: it may still say kPull when the followee is pushed again.
  EdgeDelivery delivery = EdgeDelivery::kPush;
};
Outcome<RepairedFollow> RepairFollow(const Context& context, UserId follower, UserId followee);

// A private account became public: its pending requests become follows, in a job.
Outcome<JobRef> QueueApproveAll(const Context& context, Op op, UserId followee);
Outcome<StepResult> ApproveAllStep(JobRun& run, const ApproveAllJob& job);

struct EdgePage {
  std::vector<UserId> people;
  std::string next;  // empty: the end
};
// People that `user` follows (or has asked), by id; `after` 0: from the first. EVENTUAL.
Outcome<std::vector<UserId>> FollowedBy(const Context& context, UserId user, FollowState state,
                                        UserId after, int limit);
// People who follow `user` (or have asked), in no order; `page`: next of the page before. EVENTUAL
// for lists that people read, ABSOLUTE for work that nobody looks after again.
Outcome<EdgePage> FollowersOf(
    const Context& context, UserId user, FollowState state, const std::string& page, int limit,
    oci::nosql::Consistency consistency = oci::nosql::Consistency::kEventual);

// What `user` is to each of these: following or requested; others are left out. EVENTUAL.
Outcome<std::map<UserId, FollowState>> FollowStatesOf(const Context& context, UserId user,
                                                      const std::vector<UserId>& followees);

}  // namespace fotogal
