// OCI Functions' invoke endpoint in front of the agent: POST
// /20181201/functions/{id}/actions/invoke, signed.
#pragma once

#include <functional>
#include <optional>

#include "local/agent/agent.h"
#include "local/http/message.h"

namespace local {

// The refusal of a request whose signature does not hold; nullopt: it does.
using VerifySignature = std::function<std::optional<Response>(const Request& request)>;

// Of this agent alone, not of OCI: GET answers what runs (report.h), signed as all else.
inline constexpr const char* kReportPath = "/local/functions";

// fn-intent and Fn-Http-* headers pass through as Fn passes them; fn-invoke-type: detached answers
// 202 at once. is-dry-run: true runs nothing and is answered as what would be taken: 200 or 202
// without a body, 404 where there is no such function.
Response HandleInvoke(Agent& agent, const VerifySignature& verify, const Request& request);

}  // namespace local
