// The invoke endpoint of OCI Functions, backed by the agent: POST
// /20181201/functions/{id}/actions/invoke, signed.
#pragma once

#include <functional>
#include <optional>

#include "local/agent/agent.h"
#include "local/http/message.h"

namespace local {

// Returns the refusal of a request whose signature is not valid; nullopt: it is valid.
using VerifySignature = std::function<std::optional<Response>(const Request& request)>;

// An endpoint of this agent that OCI does not have: GET returns the running instances (report.h).
// Signed like all others.
inline constexpr const char* kReportPath = "/local/functions";

// Passes fn-intent and Fn-Http-* headers on as Fn does. fn-invoke-type: detached answers 202 at
// once. is-dry-run: true runs nothing and answers what the call would get: 200 or 202 without a
// body, 404 when there is no such function.
Response HandleInvoke(Agent& agent, const VerifySignature& verify, const Request& request);

}  // namespace local
