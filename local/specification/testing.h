// For tests: specifications to break.
#pragma once

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace local::testing {

// api-gateway/deployment.json.in, its placeholders filled with what a tenancy would give.
inline nlohmann::json OwnSpecification() {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string endpoint = "{{objectstorage.endpoint}}";
  for (size_t at; (at = text.find(endpoint)) != std::string::npos;)
    text.replace(at, endpoint.size(), "https://objectstorage.sa-saopaulo-1.oraclecloud.com");
  for (size_t at; (at = text.find("{{")) != std::string::npos;)
    text.replace(at, text.find("}}", at) + 2 - at, "filled");
  return nlohmann::json::parse(text);
}

// A small one that uses every part and breaks no rule.
inline nlohmann::json GoodSpecification() {
  return nlohmann::json::parse(R"({
    "requestPolicies": {
      "authentication": {"type": "CUSTOM_AUTHENTICATION", "functionId": "ocid1.fnfunc.a",
        "isAnonymousAccessAllowed": true,
        "parameters": {"token": "request.headers[Authorization]", "body": "request.body"},
        "cacheKey": ["token"],
        "validationFailurePolicy": {"type": "MODIFY_RESPONSE", "responseCode": "401",
          "responseMessage": "no, ${request.auth[why]}",
          "responseHeaderTransformations": {
            "setHeaders": {"items": [{"name": "Content-Type", "values": ["text/plain"]}]}}}},
      "rateLimiting": {"rateInRequestsPerSecond": 100, "rateKey": "CLIENT_IP"}},
    "loggingPolicies": {"executionLog": {"isEnabled": true, "logLevel": "INFO"}},
    "routes": [
      {"path": "/things/{id}", "methods": ["GET", "PUT"],
       "backend": {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": "ocid1.fnfunc.b"},
       "requestPolicies": {
         "authorization": {"type": "ANY_OF", "allowedScope": ["read"]},
         "headerTransformations": {
           "filterHeaders": {"type": "BLOCK", "items": [{"name": "X-Secret"}]},
           "renameHeaders": {"items": [{"from": "X-Old", "to": "X-New"}]},
           "setHeaders": {"items": [
             {"name": "X-User", "values": ["${request.auth[user]}"], "ifExists": "OVERWRITE"},
             {"name": "X-Thing", "values": ["${request.path[id]}"]}]}}}},
      {"path": "/files/{path*}", "methods": ["GET"],
       "backend": {"type": "HTTP_BACKEND", "url": "https://example.com/${request.path[path]}",
         "connectTimeoutInSeconds": 10, "readTimeoutInSeconds": 30, "sendTimeoutInSeconds": 10,
         "isSslVerifyDisabled": false},
       "requestPolicies": {
         "authorization": {"type": "ANONYMOUS"},
         "headerTransformations": {
           "filterHeaders": {"type": "ALLOW", "items": [{"name": "Accept"}, {"name": "Cookie"}]}},
         "queryParameterTransformations": {
           "filterQueryParameters": {"type": "ALLOW", "items": [{"name": "q"}]}}},
       "responsePolicies": {"headerTransformations": {
         "setHeaders": {"items": [{"name": "Cache-Control", "values": ["no-store"]}]}}}},
      {"path": "/{rest*}", "methods": ["ANY"],
       "backend": {"type": "STOCK_RESPONSE_BACKEND", "status": 404, "body": "none",
         "headers": [{"name": "Content-Type", "value": "text/plain"}]},
       "requestPolicies": {"authorization": {"type": "ANONYMOUS"}}}
    ]})");
}

}  // namespace local::testing
