// Who follows whom: one row an edge, accepted or pending.
#pragma once

#include "fotogal/accounts.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"
#include "fotogal/visibility.h"

namespace fotogal {

// Follows a public account or asks a private one; repeating it changes nothing. An accepted follow
// delivers the author's images of the feed's window.
Outcome<FollowState> Follow(Services& services, oci::Call& call, Id follower, const User& followee);
Outcome<Unit> Unfollow(Services& services, oci::Call& call, Id follower, Id followee);

}  // namespace fotogal
