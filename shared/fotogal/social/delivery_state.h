// Whether an author is pushed or pulled. Images of most authors are pushed: a row in the feed of
// every follower. Images of an author with very many followers (configuration, pull_followers) are
// pulled: the follow edges say so, publishing writes nothing for followers, and whoever reads a
// feed queries the author's images.
//
// A job that `sweep` starts (delivery_switch.h) changes an author from one to the other, edge by
// edge (docs/adr/0010-pulled-authors.md). During that time images may reach a reader both ways, but
// always at least one way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/follow_row.h"
#include "fotogal/people/user.h"

namespace fotogal {

// What a new follow of the author says.
EdgeDelivery NewEdgesOf(Delivery delivery);
// True: a new image must be written into every follower's feed.
bool NeedsFanout(Delivery delivery);

// PullFrom: an author with this many followers becomes pulled. PushFrom: a pulled author with so
// few becomes pushed again.
int PullFrom(const Config& config);
int PushFrom(const Config& config);

// Queues a job for `sweep` when the author has too many followers for pushing. Idempotent.
Outcome<Unit> QueueSwitchIfTooMany(const Context& context, const User& author);

// Sets whether `follower` gets this author's images by push or by pull.
Outcome<Unit> SetEdgeDelivery(const Context& context, UserId follower, UserId author,
                              EdgeDelivery by);

// The authors whom `user` follows by pull. EVENTUAL; one read unit per author.
Outcome<std::vector<UserId>> PulledBy(const Context& context, UserId user);
// No more than so many of them.
Outcome<std::vector<UserId>> PulledBy(const Context& context, UserId user, int most);

// Queues the job that settles the edge between the two and then, if it is a follow, writes feed
// rows for the author's images of the last 90 days.
Outcome<JobRef> QueueDelivery(const Context& context, Op op, UserId author, UserId follower);

}  // namespace fotogal
