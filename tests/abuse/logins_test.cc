// Log-ins, session cookies and names of this machine, at a whole service by its own ports.
#include <httplib.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "tests/support/running_service.h"

using namespace tests;

namespace {

// From one of this machine's addresses.
HttpReply LogIn(const RunningService& service, const std::string& address, const Json& form,
                const std::string& cookie = "") {
  httplib::Client client("127.0.0.1", service.port());
  client.set_interface(address);
  client.set_read_timeout(60);
  httplib::Headers headers;
  if (!cookie.empty()) headers.emplace("Cookie", cookie);
  const auto answer = client.Post("/v1/login", headers, form.dump(), "application/json");
  HttpReply reply;
  if (!answer) return reply;
  reply.status = answer->status;
  reply.body = answer->body;
  for (const auto& header : answer->headers) {
    std::string name = header.first;
    std::transform(name.begin(), name.end(), name.begin(), ::tolower);
    reply.headers.emplace(name, header.second);
  }
  return reply;
}

Json Form(const std::string& password, const std::string& device = "") {
  Json form{{"login", "ann"}, {"password", password}};
  if (!device.empty()) form["device"] = device;
  return form;
}

std::vector<std::string> CookiesOf(const HttpReply& reply) {
  std::vector<std::string> cookies;
  const auto [first, last] = reply.headers.equal_range("set-cookie");
  for (auto it = first; it != last; ++it)
    cookies.push_back(it->second.substr(0, it->second.find(';')));
  return cookies;
}

std::string CookieNamed(const HttpReply& reply, const std::string& start) {
  for (const auto& cookie : CookiesOf(reply))
    if (cookie.starts_with(start)) return cookie;
  return "";
}

int Get(int port, const std::string& target, const httplib::Headers& headers) {
  httplib::Client client("127.0.0.1", port);
  client.set_read_timeout(60);
  const auto answer = client.Get(target, headers);
  if (!answer) return 0;
  CHECK(Json::parse(answer->body, nullptr, false).is_object());
  return answer->status;
}

int PortIn(const std::string& url) { return std::stoi(url.substr(url.rfind(':') + 1)); }

}  // namespace

TEST_CASE("nobody locks out who has logged in before, by the gateway as by functions") {
  RunningService service;
  const auto ann = Client::SignUp(service, "ann");
  const auto by_token = LogIn(service, "127.0.0.5", Form("password of ann"));
  Json cookie_form = Form("password of ann");
  cookie_form["session"] = "cookie";
  const auto by_cookie = LogIn(service, "127.0.0.5", cookie_form);
  REQUIRE(by_token.status == 200);
  REQUIRE(by_cookie.status == 200);
  const auto device_cookie = CookieNamed(by_cookie, "fotogal_device_");
  REQUIRE_FALSE(device_cookie.empty());
  for (int i = 0; i < 8; ++i) LogIn(service, "127.0.0.5", Form("a wrong password"));
  const auto locked = LogIn(service, "127.0.0.5", Form("password of ann"));
  CHECK(locked.status == 429);
  CHECK(std::stoi(locked.Header("Retry-After")) <= 30);
  CHECK(LogIn(service, "127.0.0.5", Form("password of ann", by_token.json()["device"])).status ==
        200);
  CHECK(LogIn(service, "127.0.0.5", Form("password of ann"), device_cookie).status == 200);
  const Json change{{"old_password", "password of ann"}, {"new_password", "another password"}};
  CHECK(ann.Send("PUT", "/v1/me/password", change.dump(), "application/json").status == 204);
}

TEST_CASE("a planted session cookie does not stand before one's own newer one") {
  RunningService service;
  const auto thief = Client::SignUp(service, "thief"), ann = Client::SignUp(service, "ann");
  const std::string planted = "fotogal_session=" + thief.token;
  const std::string own = "fotogal_session=" + ann.token;
  const auto who = [&](const HeaderMap& headers) {
    return service.Send("GET", "/v1/me", "", "", headers).json().value("username", "");
  };
  CHECK(who({{"Cookie", planted + "; " + own}}) == "ann");
  CHECK(who({{"Cookie", own + "; " + planted}}) == "ann");
  CHECK(who({{"Cookie", planted}, {"Cookie", own}}) == "ann");
  CHECK(who({{"Cookie", "fotogal_session=gone; " + planted}}) == "thief");
  // The right host by the wrong scheme is another site.
  const auto leave = [&](const std::string& scheme) {
    const auto origin = scheme + "://127.0.0.1:" + std::to_string(service.port());
    return service.Send("POST", "/v1/logout", "", "", {{"Cookie", own}, {"Origin", origin}});
  };
  CHECK(leave("https").Code() == "bad_origin");
  CHECK(leave("http").status == 204);
}

TEST_CASE("every local port answers to this machine's names alone") {
  RunningService service;
  const Json run = Json::parse(std::ifstream(service.data() + "/run.json"));
  std::vector<int> ports{service.port()};
  for (const char* url : {"standin_url", "functions_url", "deployments_url"})
    ports.push_back(PortIn(run.at(url)));
  for (const int port : ports) {
    INFO(port);
    const std::string with_port = ":" + std::to_string(port);
    for (const std::string own : {"localhost", "127.0.0.1", "[::1]"}) {
      CHECK(Get(port, "/v1/health", {{"Host", own + with_port}}) != 421);
      CHECK(Get(port, "/v1/health", {{"Host", own}}) != 421);
    }
    for (const std::string& foreign :
         {"evil.example" + with_port, "localhost.evil.example" + with_port,
          std::string("evil.example"), "127.0.0.2" + with_port})
      CHECK(Get(port, "/v1/health", {{"Host", foreign}}) == 421);
    CHECK(Get(port, "/v1/health", {{"Host", ""}}) == 400);
    CHECK(Get(port, "/v1/health", {{"Host", "localhost"}, {"Host", "evil.example"}}) == 400);
  }
  CHECK(Get(service.port(), "/v1/health", {{"Host", "localhost"}}) == 200);
}
