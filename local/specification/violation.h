// What is wrong with a deployment specification. The rules are those in Oracle's documentation of
// API Gateway (pages of September 2026); the comments below give the last part of each page's
// address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace local {

// The form of sizes in violations.
inline std::string Figure(size_t count) { return std::to_string(count); }

enum class Rule {
  // Types and members: the models of Oracle's SDK (oci-apigateway 2.139.1, ApiSpecification), as
  // far as this gateway implements them.
  kUnknownMember,
  kMissingMember,
  kWrongType,
  kUnknownValue,
  // apigatewaylimits
  kSpecificationSize,
  kRouteCount,
  kRouteLength,
  kPathPrefix,  // and apigatewaycreatingdeployment
  // apigatewayusingfunctionsbackend, apigatewayaddingparamswildcards
  kRoutePath,
  kPathParameter,
  kParameterTwice,
  kWildcardLast,
  kMethods,
  kRouteTwice,
  // apigatewaymodifyingresponsesrequests-protectedrequestresponseheaders
  kProtectedHeader,
  // apigatewaymodifyingresponsesrequests-addingheadertransformrequestpolicies,
  // -addingresponsetransforms,
  // -addingqueryparamtransformrequestpolicies
  kHeaderName,
  kHeaderValue,
  kTransformationCount,
  kValueCount,
  kNameTwice,
  // adding_authn_authz_request_policies-multi-argument; the counts: apigatewaylimits
  kAnonymousAccess,
  kAllowedScope,
  kArgumentCount,
  kArgumentVariable,
  kCacheKey,
  kFailureCode,
  // apigatewaycontextvariables, apigatewaytroubleshooting_topic-header_transformations_do_not_work
  kContextVariable,
  kPathVariable,
  kAuthVariable,
  kBodyVariable,
  // apigatewayusinghttpbackend
  kBackendUrl,
  kTimeout,
  // apigatewaydynamicroutingbasedonrequest_topic
  kSelector,
  kBranchValue,
  kBranchWildcard,
  kBranchDefault,
  // apigatewayaddingstockresponses, apigatewaylimits
  kStockStatus,
  kStockHeaders,
  kStockBody,
  // apigatewaylimitingbackendaccess
  kRateLimit,
  kRateLimitOfRoute,
};
constexpr int kRules = static_cast<int>(Rule::kRateLimitOfRoute) + 1;
std::string_view RuleName(Rule rule);  // "protected-header"

struct Violation {
  std::string path;  // "routes[3].requestPolicies.headerTransformations.setHeaders.items[0].name"
  Rule rule;
  std::string found;  // the value found there
  std::string right;  // what would be allowed
};
using Violations = std::vector<Violation>;

// "routes[3].path: has 2001 characters; at most 2000 are allowed (route-length)"
std::string Line(const Violation& violation);
// The lines of all violations in their order, with `between` between them.
std::string Lines(const Violations& violations, const std::string& between);

}  // namespace local
