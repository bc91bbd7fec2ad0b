#include "local/gateway/authorizer.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "local/gateway/answer.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace local {
namespace {

using Json = nlohmann::json;
using TimePoint = std::chrono::system_clock::time_point;
using std::chrono::seconds;

constexpr seconds kKeptAtLeast{60}, kKeptAtMost{3600};

bool TakeNumber(std::string_view& text, size_t digits, int& number) {
  if (text.size() < digits) return false;
  number = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return true;
}

// "Z", "+01:00", "-0130" or nothing, in seconds; nullopt: another text.
std::optional<int> ParseOffset(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return 0;
  const int sign = text[0] == '+' ? 1 : -1;
  int hours = 0, minutes = 0;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  text.remove_prefix(1);
  if (!TakeNumber(text, 2, hours)) return std::nullopt;
  if (text.starts_with(':')) text.remove_prefix(1);
  if (!text.empty() && !TakeNumber(text, 2, minutes)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return sign * (hours * 3600 + minutes * 60);
}

// ISO 8601, "2026-11-21T15:00:00+00:00", in seconds since 1970; nullopt: another text.
std::optional<std::time_t> ParseTime(const std::string& text) {
  std::tm utc{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (rest == nullptr) return std::nullopt;
  if (*rest == '.') {
    ++rest;
    while (*rest >= '0' && *rest <= '9') ++rest;
  }
  const auto offset = ParseOffset(rest);
  if (!offset) return std::nullopt;
  return timegm(&utc) - *offset;
}

TimePoint ExpiryOf(const Json& verdict, TimePoint now) {
  const auto given = verdict.find("expiresAt");
  if (given == verdict.end() || !given->is_string()) return now + kKeptAtLeast;
  const auto parsed = ParseTime(given->get<std::string>());
  if (!parsed) return now + kKeptAtLeast;
  // Limited while it is still a number of seconds: a time point would overflow in a distant year.
  const auto least = std::chrono::system_clock::to_time_t(now);
  const auto most = least + 2 * kKeptAtMost.count();
  const auto expires = std::chrono::system_clock::from_time_t(std::clamp(*parsed, least, most));
  return std::clamp(expires, now + kKeptAtLeast, now + kKeptAtMost);
}

// A list of texts, or one text with spaces between. False: neither.
bool ReadScope(const Json& scope, std::vector<std::string>& scopes) {
  if (scope.is_array()) {
    for (const auto& one : scope) {
      if (!one.is_string()) return false;
      scopes.push_back(one.get<std::string>());
    }
    return true;
  }
  if (!scope.is_string()) return scope.is_null();
  const auto text = scope.get<std::string>();
  for (std::string_view rest = text; !rest.empty();) {
    const auto one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    if (!one.empty()) scopes.emplace_back(one);
  }
  return true;
}

// Keys and values; numbers and booleans become text, other values are left out.
bool ReadContext(const Json& given, std::map<std::string, std::string>& context) {
  if (given.is_null()) return true;
  if (!given.is_object()) return false;
  for (const auto& [key, value] : given.items()) {
    if (value.is_string()) context[key] = value.get<std::string>();
    if (value.is_number() || value.is_boolean()) context[key] = oci::JsonText(value);
  }
  return true;
}

Json ToJson(const std::map<std::string, std::vector<std::string>>& arguments) {
  Json data = Json::object();
  for (const auto& [argument, values] : arguments) {
    data[argument] = values.size() == 1 ? Json(values[0]) : Json(values);
  }
  return data;
}

// Looks at the function's own status; at Fn's when the function has sent none.
bool Succeeded(const oci::HttpResponse& answer) {
  const auto own = oci::FindHeader(answer.headers, "Fn-Http-Status");
  return answer.status == 200 && (own.empty() || own == "200");
}

}  // namespace

std::optional<Authorizer::Verdict> ParseVerdict(const std::string& body, TimePoint now) {
  const Json answer = oci::JsonOf(body);
  if (!answer.is_object()) return std::nullopt;
  Authorizer::Verdict verdict;
  const Json active = answer.value("active", Json(false));
  const Json challenge = answer.value("wwwAuthenticate", Json(""));
  if (!active.is_boolean() || !challenge.is_string()) return std::nullopt;
  verdict.active = active.get<bool>();
  verdict.www_authenticate = challenge.get<std::string>();
  if (!ReadScope(answer.value("scope", Json()), verdict.scope)) return std::nullopt;
  if (!ReadContext(answer.value("context", Json()), verdict.context)) return std::nullopt;
  verdict.expires = ExpiryOf(answer, now);
  return verdict;
}

Authorizer::Arguments Authorizer::ArgumentsOf(const RequestContext& context) const {
  Arguments arguments;
  for (const auto& [argument, variable] : authentication_.parameters) {
    if (auto values = Values(context, variable); !values.empty())
      arguments[argument] = std::move(values);
  }
  return arguments;
}

// Values may contain any bytes, so their lengths are written between them. The key is a hash, so
// that tokens do not stay in memory longer than necessary.
std::string Authorizer::CacheKey(const Arguments& arguments) const {
  const auto& named = authentication_.cache_key;
  std::string key;
  for (const auto& [argument, values] : arguments) {
    if (!named.empty() && std::find(named.begin(), named.end(), argument) == named.end()) continue;
    key += argument + "=" + std::to_string(values.size());
    for (const auto& value : values) key += ":" + std::to_string(value.size()) + ":" + value;
    key += "\n";
  }
  return oci::Sha256(key);
}

oci::Result<Authorizer::Verdict, Reply> Authorizer::Ask(const RequestContext& context) {
  const auto arguments = ArgumentsOf(context);
  const std::string key = CacheKey(arguments);
  {
    const std::lock_guard lock(mutex_);
    const auto* kept = kept_.Find(key);
    if (kept != nullptr && clock_() < kept->expires) return *kept;
  }
  FnRequest call;
  call.headers = {{"Content-Type", "application/json"}};
  call.body = oci::JsonText(Json{{"type", "USER_DEFINED"}, {"data", ToJson(arguments)}});
  const auto answer = invoke_(authentication_.function_id, std::move(call));
  if (!Succeeded(answer)) return FunctionError(answer);
  auto verdict = ParseVerdict(answer.body, clock_());
  if (!verdict) return GatewayError(502);
  if (answer.body.size() <= kMostKeptBytes) {
    const std::lock_guard lock(mutex_);
    kept_.Put(key, *verdict);
  }
  return std::move(*verdict);
}

Reply Authorizer::Refuse(const RequestContext& context, const std::string& www_authenticate) const {
  Reply reply = GatewayError(401);
  const auto& policy = authentication_.failure;
  if (policy) {
    // "401", or a single context variable.
    const auto values = Values(context, policy->status);
    reply.status = ParseStatus(values.empty() ? policy->status : values[0]).value_or(401);
    if (!policy->message.empty()) reply.body = Expand(context, policy->message);
  }
  if (!www_authenticate.empty()) reply.headers.emplace_back("WWW-Authenticate", www_authenticate);
  if (policy) Transform(context, policy->headers, reply.headers);
  return reply;
}

}  // namespace local
