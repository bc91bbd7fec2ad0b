#include "oci/signer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <ctime>

#include "oci/crypto.h"

namespace oci {
namespace {

// All values of a header that is repeated, joined, so that nobody can add one that is not signed.
std::optional<std::string> JoinedHeader(const HeaderList& headers, std::string_view name) {
  std::optional<std::string> joined;
  for (const auto& [header, value] : headers) {
    if (!EqualNoCase(header, name)) continue;
    if (joined) {
      *joined += ", " + value;
    } else {
      joined = value;
    }
  }
  return joined;
}

}  // namespace

std::optional<UrlParts> SplitUrl(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos || url.find('#') != std::string_view::npos) {
    return std::nullopt;
  }
  UrlParts parts;
  parts.scheme = url.substr(0, colon);
  if (parts.scheme != "https" && parts.scheme != "http") return std::nullopt;
  const auto rest = url.substr(colon + 3);
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  parts.authority = rest.substr(0, end);
  if (parts.authority.empty() || parts.authority.find('@') != std::string_view::npos) {
    return std::nullopt;
  }
  parts.target = rest.substr(end);
  if (parts.target.empty() || parts.target.front() == '?') parts.target.insert(0, "/");
  return parts;
}

std::string HttpDate(TimePoint time) {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays[static_cast<size_t>(utc.tm_wday)], utc.tm_mday,
                kMonths[static_cast<size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                utc.tm_min, utc.tm_sec);
  return text.data();
}

bool MethodSignsBody(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

std::vector<std::string> SignedHeaderNames(std::string_view method, BodySigning signing) {
  if (!MethodSignsBody(method) || signing == BodySigning::kExcluded) {
    return {"date", "(request-target)", "host"};
  }
  return {"date", "(request-target)", "host", "content-length", "content-type", "x-content-sha256"};
}

std::optional<std::string> SigningString(std::string_view method, std::string_view target,
                                         const HeaderList& headers,
                                         const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += '\n';
    text += Lower(name) + ": ";
    if (EqualNoCase(name, "(request-target)")) {
      text += Lower(method) + ' ' + std::string(target);
      continue;
    }
    const auto value = JoinedHeader(headers, name);
    if (!value) return std::nullopt;
    text += *value;
  }
  return text;
}

std::string AuthorizationHeader(std::string_view key_id, const std::vector<std::string>& names,
                                std::string_view signature) {
  std::string header = "Signature version=\"1\",headers=\"";
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) header += ' ';
    header += names[i];
  }
  header.append("\",keyId=\"").append(key_id);
  header.append("\",algorithm=\"rsa-sha256\",signature=\"").append(signature).append("\"");
  return header;
}

Status SignRequest(HttpRequest& request, const Credentials& credentials, TimePoint now,
                   BodySigning signing) {
  const auto url = SplitUrl(request.url);
  if (!url) return ConfigurationError("not an absolute http or https URL: " + request.url);
  SetHeader(request.headers, "date", HttpDate(now));
  SetHeader(request.headers, "host", std::string(url->authority));
  if (MethodSignsBody(request.method)) {
    if (FindHeader(request.headers, "content-type").empty()) {
      SetHeader(request.headers, "content-type", "application/json");
    }
    SetHeader(request.headers, "content-length", std::to_string(request.body.size()));
    if (signing == BodySigning::kSigned) {
      SetHeader(request.headers, "x-content-sha256", Base64(Sha256(request.body)));
    }
  }
  const auto names = SignedHeaderNames(request.method, signing);
  const auto text = SigningString(request.method, url->target, request.headers, names);
  // never happens: all of them are set above
  if (!text) return ConfigurationError("a header to sign is missing");
  OCI_ASSIGN_OR_RETURN(const std::string signature, credentials.key.Sign(*text));
  SetHeader(request.headers, "authorization",
            AuthorizationHeader(credentials.key_id, names, signature));
  return Ok();
}

}  // namespace oci
