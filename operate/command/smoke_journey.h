// What people do, on a FotoGal that was just deployed, through its public address alone: that the
// functions behind it start one another shows there and nowhere else.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "oci/call.h"
#include "oci/http.h"
#include "oci/result.h"

namespace operate {

// Two throw-away accounts, `smoke.<suffix>.a` and `.b`: one follows the other, a photo arrives in
// the follower's feed (`fanout` ran), each one's export is downloaded (`export` ran), both are
// deleted and their archives go (`deletion` ran; it alone removes them so early). The error names
// the step and what was answered last. Deletes the accounts whatever happened, as far as it can.
// suffix: letters and digits, 16 at most, of no other run.
oci::Status SmokeJourney(oci::Call& call, oci::Transport& transport, const std::string& url,
                         const std::string& suffix,
                         const std::function<void(std::chrono::milliseconds)>& sleep);

}  // namespace operate
