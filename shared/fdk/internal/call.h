// From the request on the wire to what the handler sees. Pure.
#pragma once

#include "common/http_head.h"
#include "fdk/fdk.h"

namespace fdk {

enum class Form {
  kInvoke,   // a direct invocation: the transport's headers and body are the caller's
  kGateway,  // Fn-Intent: httprequest: an HTTP request wrapped in Fn-Http-* headers
  kPlain,    // FDK_DEBUG_LISTEN only: the HTTP request itself, e.g. curl's
};

struct Call {
  Form form = Form::kInvoke;
  std::string id;   // Fn-Call-Id
  Request request;  // the body comes later
  Context::Values values;
  bool deadline_is_cut = false;  // Fn-Deadline came without a fraction: see whole_second.h
};

// `plain_http`: requests that are no Fn calls (POST /call with some Fn-* header) are taken as they
// are.
Call MapCall(common::RequestHead head, bool plain_http, TimePoint now);

// When the FDK answers 504: a tenth of the time left before the deadline, at most 100 ms.
TimePoint AnswerLimit(TimePoint deadline, TimePoint now);

}  // namespace fdk
