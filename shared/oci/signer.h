// OCI request signing, version 1 (docs/contracts/README.md, "Signing and identity"): pure
// functions, the date is passed in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/call.h"
#include "oci/credentials_provider.h"
#include "oci/http.h"
#include "oci/result.h"

namespace oci {

enum class BodySigning { kSigned, kExcluded };  // kExcluded: PutObject and UploadPart only

struct UrlParts {
  std::string_view scheme;     // "https"
  std::string_view authority;  // host[:port], as the Host header carries it
  std::string target;  // path and query as on the request line; "/" when the URL has no path
};
// nullopt: not an absolute http or https URL, or one with a fragment or user info.
std::optional<UrlParts> SplitUrl(std::string_view url);

// "Sun, 05 Jan 2014 21:31:40 GMT"
std::string HttpDate(TimePoint time);

// True for POST, PUT and PATCH: their body belongs into the signature.
bool MethodSignsBody(std::string_view method);

// What a request of that method signs, in the order of Oracle's Go SDK.
std::vector<std::string> SignedHeaderNames(std::string_view method, BodySigning signing);

// The text that is signed: one line a name, in the order given; names compare without case. target:
// path and query as sent. nullopt: a named header is missing.
std::optional<std::string> SigningString(std::string_view method, std::string_view target,
                                         const HeaderList& headers,
                                         const std::vector<std::string>& names);

// `Signature version="1",headers="...",keyId="...",algorithm="rsa-sha256",signature="..."`, as
// Oracle's Go SDK writes it.
std::string AuthorizationHeader(std::string_view key_id, const std::vector<std::string>& names,
                                std::string_view signature);

// Sets date, host, the body headers and authorization, replacing those that an earlier try left. A
// content-type that the request already has is kept; else application/json.
Status SignRequest(HttpRequest& request, const Credentials& credentials, TimePoint now,
                   BodySigning signing);

}  // namespace oci
