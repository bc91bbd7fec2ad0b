// OCI request signing, version 1 (docs/contracts/README.md, "Signing and identity"). Pure
// functions: the time is a parameter.
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

enum class BodySigning { kSigned, kExcluded };  // kExcluded: for PutObject and UploadPart only

struct UrlParts {
  std::string_view scheme;     // "https"
  std::string_view authority;  // host[:port], as in the Host header
  std::string target;  // path and query as on the request line; "/" when the URL has no path
};
// nullopt: not an absolute http or https URL, or one that has a fragment or a user name.
std::optional<UrlParts> SplitUrl(std::string_view url);

// "Sun, 05 Jan 2014 21:31:40 GMT"
std::string HttpDate(TimePoint time);

// True for POST, PUT and PATCH: their body is part of the signature.
bool MethodSignsBody(std::string_view method);

// The names of the headers that are signed, in the order of Oracle's Go SDK.
std::vector<std::string> SignedHeaderNames(std::string_view method, BodySigning signing);

// The text to sign: one line per name, in the given order; names compare case-insensitively.
// target: path and query as sent. nullopt: the request lacks one of the headers.
std::optional<std::string> SigningString(std::string_view method, std::string_view target,
                                         const HeaderList& headers,
                                         const std::vector<std::string>& names);

// `Signature version="1",headers="...",keyId="...",algorithm="rsa-sha256",signature="..."`, as
// Oracle's Go SDK writes it.
std::string AuthorizationHeader(std::string_view key_id, const std::vector<std::string>& names,
                                std::string_view signature);

// Sets date, host, the headers of the body and authorization; those of an earlier try are replaced.
// The request's own content-type is kept; without one it is application/json.
Status SignRequest(HttpRequest& request, const Credentials& credentials, TimePoint now,
                   BodySigning signing);

}  // namespace oci
