// Pushed and pulled authors. Images of most authors are pushed: a row in the feed of every
// follower. Those of an author with very many followers (configuration, pull_followers) are pulled:
// the follow edges say so, publishing writes nothing to followers, and who reads a feed fetches
// them from the author.
//
// A job that `sweep` starts (delivery_switch.h) changes an author from one to the other, edge by
// edge (docs/adr/0010-pulled-authors.md): while it does, images may come both ways, and never by
// none.
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
// Whether a new image still needs a row in every follower's feed.
bool NeedsFanout(Delivery delivery);

// From that many followers on an author is pulled, and with that few pushed again.
int PullFrom(const Config& config);
int PushFrom(const Config& config);

// Leaves a job to `sweep` when the author's followers have become too many for pushing. Idempotent.
Outcome<Unit> NoteFollowers(const Context& context, const User& author);

// `follower` gets this author's images by push or by pull from now on.
Outcome<Unit> SetEdgeDelivery(const Context& context, UserId follower, UserId author,
                              EdgeDelivery by);

// The authors whom `user` follows by pull. EVENTUAL; one read unit an author.
Outcome<std::vector<UserId>> PulledBy(const Context& context, UserId user);

// What stands between the two is brought to rest; then, if it is a follow, the author's images of
// the feed's window are to reach the follower.
Outcome<JobRef> QueueDelivery(const Context& context, Op op, UserId author, UserId follower);

}  // namespace fotogal
