#include "bench/page/member.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "oci/json_text.h"

namespace bench {
namespace {

using Json = nlohmann::json;

constexpr const char* kPassword = "a password of some length";
constexpr int kTries = 200;
constexpr std::chrono::milliseconds kBetweenTries{200};

Ask JsonAsk(const char* method, const char* path, const Json& body) {
  return {method, path, {}, oci::JsonText(body), "application/json"};
}

}  // namespace

Member::Member(const Place& place, size_t number, std::string username)
    : username_(std::move(username)), line_(place.host, place.port, number) {
  const Json form{{"username", username_},
                  {"email", username_ + "@example.com"},
                  {"full_name", "Bench"},
                  {"password", kPassword}};
  token_ = oci::ParseOrThrow(Must(JsonAsk("POST", "/v1/users", form)).body).at("token");
}

Answer Member::Send(Ask ask) {
  if (!token_.empty()) ask.headers.emplace_back("Authorization", "Bearer " + token_);
  return line_.Send(ask);
}

Answer Member::Must(const Ask& ask) {
  for (int tries = 0; tries < kTries; ++tries) {
    Answer answer = Send(ask);
    if (answer.status >= 200 && answer.status < 300) return answer;
    if (answer.status != 0 && answer.status != 502 && answer.status != 503 && answer.status != 504)
      throw std::runtime_error(ask.method + " " + ask.path + ": " + answer.body);
    std::this_thread::sleep_for(kBetweenTries);
  }
  throw std::runtime_error(ask.method + " " + ask.path + ": no answer");
}

Answer Member::LogIn() {
  auto answer = SendUnknown(
      JsonAsk("POST", "/v1/login", Json{{"login", username_}, {"password", kPassword}}));
  const Json session = oci::JsonOf(answer.body);
  if (answer.status == 200 && session.contains("token")) token_ = session.at("token");
  return answer;
}

std::string Member::Cookie() {
  const Json form{{"login", username_}, {"password", kPassword}, {"session", "cookie"}};
  const auto answer = Must(JsonAsk("POST", "/v1/login", form));
  for (const auto& cookie : answer.cookies) {
    if (cookie.find("fotogal_session=") != std::string::npos)
      return cookie.substr(0, cookie.find(';'));
  }
  throw std::runtime_error("no session by cookie");
}

void Member::Leave() { Must(JsonAsk("DELETE", "/v1/me", Json{{"password", kPassword}})); }

}  // namespace bench
