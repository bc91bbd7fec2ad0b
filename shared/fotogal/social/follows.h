// Follows: one row per edge, accepted or pending. Every transition may be repeated, and in the end
// both sides agree even if a call dies in between.
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

// Follows a public account, or sends a request to a private one; 404 when one blocks the other. For
// an accepted follow, the author's images of the last 90 days are delivered. As all transitions, it
// returns the state that it has reached itself, even if another call has changed it since.
Outcome<FollowState> Follow(const Context& context, UserId follower, const User& followee);
// Ends a follow or takes a request back.
Outcome<Unit> Unfollow(const Context& context, UserId follower, UserId followee);
// A pending request becomes a follow. kNone: there is neither.
Outcome<FollowState> Approve(const Context& context, UserId follower, UserId followee);

// Ends a pending request; a follow stays. This and the previous function return the state
// afterwards.
Outcome<FollowState> Reject(const Context& context, UserId follower, UserId followee);
// A follow ends; a request stays.
Outcome<FollowState> RemoveFollower(const Context& context, UserId follower, UserId followee);

// Repairs the edge between two people: finishes a change that was interrupted, ends the edge if
// there is a block, makes a follow of a request to a public account. The edge to a pulled author
// gets delivery `pull`.
struct RepairedFollow {
  FollowState state = FollowState::kNone;
  bool is_pulled = false;  // the followee is pulled, so no feed rows must be written
  // As the edge says: it may still say kPull when the followee is pushed again.
  EdgeDelivery delivery = EdgeDelivery::kPush;
};
Outcome<RepairedFollow> RepairFollow(const Context& context, UserId follower, UserId followee);

// A private account has become public: queues a job that makes follows of its pending requests.
Outcome<JobRef> QueueApproveAll(const Context& context, Op op, UserId followee);
Outcome<StepResult> ApproveAllStep(JobRun& run, const ApproveAllJob& job);

struct EdgePage {
  std::vector<UserId> people;
  std::string next;  // empty: the end
};
// The people whom `user` follows (or has sent a request), by id; `after` 0: from the first.
// EVENTUAL.
Outcome<std::vector<UserId>> FollowedBy(const Context& context, UserId user, FollowState state,
                                        UserId after, int limit);
// The people who follow `user` (or have sent a request), in no particular order; `page`: `next` of
// the page before. EVENTUAL for lists that people read, ABSOLUTE for work that is not checked
// again.
Outcome<EdgePage> FollowersOf(
    const Context& context, UserId user, FollowState state, const std::string& page, int limit,
    oci::nosql::Consistency consistency = oci::nosql::Consistency::kEventual);

// For each of these people whether `user` follows or has sent a request; others are left out.
// EVENTUAL.
Outcome<std::map<UserId, FollowState>> FollowStatesOf(const Context& context, UserId user,
                                                      const std::vector<UserId>& followees);

}  // namespace fotogal
