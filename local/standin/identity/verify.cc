#include "local/standin/identity/verify.h"

#include <algorithm>
#include <cctype>
#include <ctime>

#include "common/rfc3339.h"
#include "oci/crypto.h"
#include "oci/json_text.h"
#include "oci/signer.h"

namespace standin {
namespace {

constexpr auto kMostSkew = std::chrono::minutes(5);
constexpr size_t kMostSessions = 1000;
constexpr size_t kMostVerified = 500;

using oci::Lower;

size_t CountHeader(const oci::HeaderList& headers, std::string_view name) {
  return static_cast<size_t>(
      std::count_if(headers.begin(), headers.end(),
                    [name](const auto& header) { return Lower(header.first) == name; }));
}

bool Signs(const SignatureHeader& header, std::string_view name) {
  return std::any_of(header.headers.begin(), header.headers.end(),
                     [name](const std::string& signed_name) { return Lower(signed_name) == name; });
}

// Where Oracle's NoSQL drivers send all requests. One signature of theirs serves for minutes, so it
// covers neither body nor content headers.
bool IsNoSqlDriver(const Request& request) {
  return request.method == "POST" && request.path == "/V2/nosql/data";
}

bool IsNoSql(const Request& request) {
  return request.path.starts_with("/20190828") || IsNoSqlDriver(request);
}

// PutObject and UploadPart may leave their body out of the signature, and so may NoSQL's drivers.
bool MayExcludeBody(const Request& request) {
  if (IsNoSqlDriver(request)) return true;
  if (request.method != "PUT" || !request.path.starts_with("/n/")) return false;
  const auto bucket = request.path.find("/b/", 3);
  if (bucket == std::string::npos) return false;
  const auto kind = request.path.find('/', bucket + 3);
  return kind != std::string::npos &&
         (request.path.compare(kind, 3, "/o/") == 0 || request.path.compare(kind, 3, "/u/") == 0);
}

Response NotAuthenticated(const std::string& why) {
  return ErrorResponse(401, "NotAuthenticated",
                       "The required information to complete authentication was not provided or "
                       "was incorrect. (" +
                           why + ")");
}

// Only the preferred form of RFC 7231, which all of Oracle's SDKs send.
std::optional<oci::TimePoint> ParseHttpDate(std::string_view text) {
  const std::string copy(text);
  std::tm utc{};
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const auto time = common::NearestTime(timegm(&utc));
  if (oci::HttpDate(time) != text) return std::nullopt;
  return time;
}

bool DateIsNear(const Request& request, std::string_view name, oci::TimePoint now) {
  const auto date = ParseHttpDate(oci::FindHeader(request.headers, name));
  return date && *date >= now - kMostSkew && *date <= now + kMostSkew;
}

std::string RefuseDate(const Request& request, const SignatureHeader& header, oci::TimePoint now) {
  const bool has_date = Signs(header, "date");
  const bool has_x_date = Signs(header, "x-date");
  if (!has_date && !has_x_date) return "neither date nor x-date is signed";
  for (const char* name : {"date", "x-date"}) {
    if (Signs(header, name) && !DateIsNear(request, name, now)) {
      return std::string(name) + " is not within 5 minutes of the service's time";
    }
  }
  return {};
}

std::string RefuseBody(const Request& request, const SignatureHeader& header) {
  if (!oci::MethodSignsBody(request.method)) return {};
  const bool required = !MayExcludeBody(request);
  for (const char* name : {"content-length", "content-type", "x-content-sha256"}) {
    if (required && !Signs(header, name)) return std::string(name) + " is not signed";
  }
  if (Signs(header, "content-length") &&
      oci::FindHeader(request.headers, "content-length") != std::to_string(request.body.size())) {
    return "content-length is not the body's";
  }
  if (Signs(header, "x-content-sha256") && oci::FindHeader(request.headers, "x-content-sha256") !=
                                               oci::Base64(oci::Sha256(request.body))) {
    return "x-content-sha256 is not the body's";
  }
  return {};
}

// Oracle's NoSQL drivers sign the host without its port, which the service at the usual port of
// HTTPS does not see.
oci::HeaderList WithoutPort(oci::HeaderList headers) {
  for (auto& [name, value] : headers) {
    if (Lower(name) == "host") value = value.substr(0, value.rfind(':'));
  }
  return headers;
}

bool IsSignedBy(KeyRing& keys, const PublicKey& key, const Request& request,
                const SignatureHeader& header, const oci::HeaderList& headers,
                const std::string& signature) {
  const std::string target =
      request.query.empty() ? request.path : request.path + "?" + request.query;
  const auto text = oci::SigningString(request.method, target, headers, header.headers);
  return text && keys.Verifies(header.key_id, key, *text, signature);
}

std::string RefuseSignature(const Request& request, const SignatureHeader& header, KeyRing& keys,
                            oci::TimePoint now) {
  if (header.version != "1") return "version is not 1";
  if (header.algorithm != "rsa-sha256") return "algorithm is not rsa-sha256";
  for (const char* name : {"(request-target)", "host"}) {
    if (!Signs(header, name)) return std::string(name) + " is not signed";
  }
  if (auto why = RefuseDate(request, header, now); !why.empty()) return why;
  for (const std::string& name : header.headers) {
    const bool pseudo = Lower(name) == "(request-target)";
    if (!pseudo && CountHeader(request.headers, Lower(name)) == 0)
      return "a signed header is missing";
  }
  const auto key = keys.Find(header.key_id, now);
  if (!key) return "the key is not known";
  const auto signature = oci::Base64Decode(header.signature);
  if (!signature) return "the signature is wrong";
  const bool is_signed =
      IsSignedBy(keys, *key, request, header, request.headers, *signature) ||
      (IsNoSqlDriver(request) &&
       IsSignedBy(keys, *key, request, header, WithoutPort(request.headers), *signature));
  if (!is_signed) return "the signature is wrong";
  return RefuseBody(request, header);
}

}  // namespace

void KeyRing::AddApiKey(std::string key_id, PublicKey key) {
  const std::lock_guard lock(mutex_);
  api_keys_.insert_or_assign(std::move(key_id), std::move(key));
  verified_.clear();
}

void KeyRing::SetAuthority(PublicKey key) {
  const std::lock_guard lock(mutex_);
  authority_ = std::move(key);
  sessions_.clear();
  verified_.clear();
}

bool KeyRing::Verifies(const std::string& key_id, const PublicKey& key, const std::string& text,
                       const std::string& signature) {
  std::string all = key_id;
  all.append(1, '\0').append(signature).append(1, '\0').append(text);
  {
    const std::lock_guard lock(mutex_);
    const auto known = verified_.find(all);
    if (known != verified_.end()) return known->second;
  }
  const bool verifies = key.Verifies(text, signature);
  const std::lock_guard lock(mutex_);
  if (verified_.size() >= kMostVerified) verified_.clear();
  verified_.emplace(std::move(all), verifies);
  return verifies;
}

std::optional<PublicKey> KeyRing::Find(std::string_view key_id, oci::TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (!key_id.starts_with("ST$")) {
    const auto found = api_keys_.find(key_id);
    if (found == api_keys_.end()) return std::nullopt;
    return found->second;
  }
  const auto token = key_id.substr(3);
  auto known = sessions_.find(token);
  if (known == sessions_.end()) {
    auto session = ReadToken(token);
    if (!session) return std::nullopt;
    if (sessions_.size() >= kMostSessions) sessions_.clear();
    known = sessions_.emplace(std::string(token), std::move(*session)).first;
  }
  if (known->second.expires <= now) return std::nullopt;
  return known->second.key;
}

std::optional<KeyRing::Session> KeyRing::ReadToken(std::string_view token) const {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || !authority_) return std::nullopt;
  const auto signature = oci::Base64UrlDecode(token.substr(second + 1));
  if (!signature || !authority_->Verifies(token.substr(0, second), *signature)) return std::nullopt;
  const auto payload = oci::Base64UrlDecode(token.substr(first + 1, second - first - 1));
  const auto claims = oci::JsonOf(payload.value_or(""));
  if (!claims.is_object() || !claims.contains("exp") || !claims["exp"].is_number_integer()) {
    return std::nullopt;
  }
  // In Oracle's tokens the key is a string that contains JSON.
  const auto jwk = claims.value("jwk", nlohmann::json());
  const auto key = PublicKey::FromJwk(jwk.is_string() ? oci::JsonOf(jwk.get<std::string>()) : jwk);
  if (!key) return std::nullopt;
  return Session{*key, oci::TimePoint(std::chrono::seconds(claims["exp"].get<int64_t>()))};
}

std::optional<SignatureHeader> ParseSignatureHeader(std::string_view value) {
  constexpr std::string_view kScheme = "Signature ";
  if (!value.starts_with(kScheme)) return std::nullopt;
  value.remove_prefix(kScheme.size());
  std::map<std::string, std::string> parameters;
  while (true) {
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    const auto equals = value.find("=\"");
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    const auto end = value.find('"', equals + 2);
    if (end == std::string_view::npos) return std::nullopt;
    const auto [entry, added] =
        parameters.emplace(value.substr(0, equals), value.substr(equals + 2, end - equals - 2));
    if (!added) return std::nullopt;
    value.remove_prefix(end + 1);
    if (value.empty()) break;
    if (value.front() != ',') return std::nullopt;
    value.remove_prefix(1);
  }
  SignatureHeader header{parameters["keyId"],
                         parameters["algorithm"],
                         parameters["version"],
                         parameters["signature"],
                         {}};
  std::string_view names = parameters["headers"];
  while (!names.empty()) {
    const auto end = std::min(names.find(' '), names.size());
    if (end > 0) header.headers.emplace_back(names.substr(0, end));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return header;
}

std::optional<Response> RefuseUnlessSigned(const Request& request, KeyRing& keys,
                                           oci::TimePoint now) {
  const size_t count = CountHeader(request.headers, "authorization");
  if (count == 0) {
    if (IsNoSql(request)) {
      return ErrorResponse(401, "InvalidAuthorization", "Authorization header is missing");
    }
    return NotAuthenticated("the Authorization header is missing");
  }
  if (count > 1) return NotAuthenticated("there are several Authorization headers");
  const std::string value(oci::FindHeader(request.headers, "authorization"));
  if (IsNoSql(request) && !value.starts_with("Signature ")) {
    return ErrorResponse(401, "InvalidAuthorization", "Invalid authorization header " + value);
  }
  const auto header = ParseSignatureHeader(value);
  if (!header) return NotAuthenticated("the Authorization header cannot be read");
  const std::string why = RefuseSignature(request, *header, keys, now);
  if (!why.empty()) return NotAuthenticated(why);
  return std::nullopt;
}

}  // namespace standin
