// Uses a FotoGal that was just deployed like a person, through its public address only. Only this
// shows whether the functions can invoke each other.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "oci/call.h"
#include "oci/http.h"
#include "oci/result.h"

namespace operate {

// Creates two temporary accounts, `smoke.<suffix>.a` and `.b`. One follows the other and gets a
// photo in the feed (so `fanout` ran), the exports of both are downloaded (`export` ran), both
// accounts are deleted, and their archives disappear (`deletion` ran; nothing else removes them so
// early). The error names the step and the last response. After a failure it deletes the accounts
// as far as it can. suffix: at most 16 letters and digits that no other run uses.
oci::Status SmokeJourney(oci::Call& call, oci::Transport& transport, const std::string& url,
                         const std::string& suffix,
                         const std::function<void(std::chrono::milliseconds)>& sleep);

}  // namespace operate
