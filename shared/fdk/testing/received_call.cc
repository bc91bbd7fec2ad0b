#include "fdk/testing/received_call.h"

#include "fdk/internal/call.h"

namespace fdk::testing {

ReceivedCall Receive(common::RequestHead head, std::string body, TimePoint now) {
  Call call = MapCall(std::move(head), false, now);
  call.request.body = std::move(body);
  return {std::move(call.request), Context(std::move(call.values))};
}

}  // namespace fdk::testing
