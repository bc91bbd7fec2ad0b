// Makes the handler's Request of the HTTP request that Fn sends. Pure functions.
#pragma once

#include "common/http_head.h"
#include "fdk/fdk.h"

namespace fdk {

enum class Form {
  kInvoke,   // a direct invocation: headers and body are the caller's
  kGateway,  // Fn-Intent: httprequest: an HTTP request wrapped in Fn-Http-* headers
  kPlain,    // with FDK_DEBUG_LISTEN only: an ordinary HTTP request, such as curl's
};

struct Call {
  Form form = Form::kInvoke;
  std::string id;   // Fn-Call-Id
  Request request;  // without the body, which is read later
  Context::Values values;
  bool deadline_is_cut = false;  // Fn-Deadline had no fraction of a second: see whole_second.h
};

// `plain_http`: a request that is no Fn call (POST /call with an Fn-* header) is accepted as an
// ordinary HTTP request.
Call MapCall(common::RequestHead head, bool plain_http, TimePoint now);

// The time at which the FDK answers 504: before the deadline by a tenth of the time left, at most
// by 100 ms.
TimePoint AnswerLimit(TimePoint deadline, TimePoint now);

}  // namespace fdk
