#include "local/specification/violation.h"

#include <array>

namespace local {
namespace {

// In the order of the enum Rule.
constexpr std::array<std::string_view, kRules> kNames = {
    "unknown-member",
    "missing-member",
    "wrong-type",
    "unknown-value",
    "specification-size",
    "route-count",
    "route-length",
    "path-prefix",
    "route-path",
    "path-parameter",
    "parameter-twice",
    "wildcard-last",
    "methods",
    "route-twice",
    "protected-header",
    "header-name",
    "header-value",
    "transformations",
    "value-count",
    "name-twice",
    "anonymous-access",
    "allowed-scope",
    "argument-count",
    "argument-variable",
    "cache-key",
    "failure-code",
    "context-variable",
    "path-variable",
    "auth-variable",
    "body-variable",
    "backend-url",
    "time-out",
    "selector",
    "branch-value",
    "branch-wildcard",
    "branch-default",
    "stock-status",
    "stock-headers",
    "stock-body",
    "rate-limit",
    "rate-limit-of-route",
};

}  // namespace

std::string_view RuleName(Rule rule) { return kNames[static_cast<size_t>(rule)]; }

std::string Line(const Violation& violation) {
  const std::string place = violation.path.empty() ? "the specification" : violation.path;
  return place + ": " + violation.found + "; " + violation.right + " (" +
         std::string(RuleName(violation.rule)) + ")";
}

std::string Lines(const Violations& violations, const std::string& between) {
  std::string lines;
  for (const auto& violation : violations)
    lines += (lines.empty() ? "" : between) + Line(violation);
  return lines;
}

}  // namespace local
