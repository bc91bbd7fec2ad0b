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

}  // namespace

Member::Member(int port, std::string username)
    : username_(std::move(username)), connection_("127.0.0.1", port) {
  const Json form{{"username", username_},
                  {"email", username_ + "@example.com"},
                  {"full_name", "Bench"},
                  {"password", kPassword}};
  token_ = oci::ParseOrThrow(
               Must({"POST", "/v1/users", {}, oci::JsonText(form), "application/json"}).body)
               .at("token");
}

Answer Member::Must(Ask ask) {
  if (!token_.empty()) ask.headers.emplace_back("Authorization", "Bearer " + token_);
  for (int tries = 0; tries < kTries; ++tries) {
    Answer answer = connection_.Send(ask);
    if (answer.status >= 200 && answer.status < 300) return answer;
    if (answer.status != 0 && answer.status != 502 && answer.status != 503 && answer.status != 504)
      throw std::runtime_error(ask.method + " " + ask.path + ": " + answer.body);
    std::this_thread::sleep_for(kBetweenTries);
  }
  throw std::runtime_error(ask.method + " " + ask.path + ": no answer");
}

std::string Member::Cookie() {
  const Json form{{"login", username_}, {"password", kPassword}, {"session", "cookie"}};
  const auto answer = Must({"POST", "/v1/login", {}, oci::JsonText(form), "application/json"});
  for (const auto& cookie : answer.cookies) {
    if (cookie.find("fotogal_session=") != std::string::npos)
      return cookie.substr(0, cookie.find(';'));
  }
  throw std::runtime_error("no session by cookie");
}

}  // namespace bench
