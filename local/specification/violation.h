// What a deployment specification does wrong. The rules are those of Oracle's documentation of API
// Gateway, pages of September 2026; each says below which page (the last part of its address).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace local {

// As violations tell sizes.
inline std::string Figure(size_t count) { return std::to_string(count); }

enum class Rule {
  // Shapes: the models of Oracle's SDK (oci-apigateway 2.139.1, ApiSpecification), the part that
  // this gateway carries out.
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
  std::string found;  // what stands there
  std::string right;  // what would be right
};
using Violations = std::vector<Violation>;

// "routes[3].path: has 2001 characters; at most 2000 are allowed (route-length)"
std::string Line(const Violation& violation);
// Of one the line, of several all in their order, divided by `between`.
std::string Lines(const Violations& violations, const std::string& between);

}  // namespace local
