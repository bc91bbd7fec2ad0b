// What a handler is given for a call as Fn sends it, for tests that have no process and no socket.
#pragma once

#include <string>

#include "common/http_head.h"
#include "fdk/fdk.h"

namespace fdk::testing {

struct ReceivedCall {
  Request request;
  Context context;
};
// `head`: as it comes over Fn's socket. The deadline is what its Fn-Deadline says; without one a
// day after `now`.
ReceivedCall Receive(common::RequestHead head, std::string body, TimePoint now);

}  // namespace fdk::testing
