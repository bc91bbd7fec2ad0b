#include "fotogal/base/push_config.h"

#include <catch2/catch_test_macros.hpp>

#include "common/base64.h"

namespace {

using fotogal::IsPushEndpoint;
using fotogal::PushConfig;
using fotogal::PushVariables;
using fotogal::ReadPushes;

// RFC 8291's example.
constexpr const char* kKey = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";

PushConfig Read(const PushVariables& variables) {
  const auto config = ReadPushes(variables);
  REQUIRE(config.ok());
  return *config;
}

std::string RefusalOf(const PushVariables& variables) {
  const auto config = ReadPushes(variables);
  REQUIRE_FALSE(config.ok());
  return config.error().message;
}

}  // namespace

TEST_CASE("pushes need a key, in base64url or in hexadecimal digits") {
  CHECK_FALSE(Read({}).is_on());
  const auto config = Read({.key = kKey});
  CHECK(config.is_on());
  CHECK(common::Base64Url(config.key) == kKey);
  CHECK(Read({.key = common::Hex(config.key)}).key == config.key);
  const std::string wrong[] = {"abc", std::string(64, 'f'), std::string(64, '0'),
                               std::string(64, 'x'), std::string(kKey) + "A"};
  for (const auto& key : wrong) {
    INFO(key);
    const auto refusal = RefusalOf({.key = key});
    CHECK(refusal.starts_with("FOTOGAL_PUSH_KEY is no key"));
    CHECK(refusal.find(key) == std::string::npos);
  }
}

TEST_CASE("push services are told whom to turn to") {
  CHECK(Read({.key = kKey}).contact.empty());
  CHECK(Read({.key = kKey, .web_url = "https://photos.example"}).contact ==
        "https://photos.example");
  CHECK(Read({.key = kKey, .web_url = "http://localhost:8080", .mail_sender = "no-reply@x.example"})
            .contact == "mailto:no-reply@x.example");
  CHECK(Read({.contact = "mailto:me@x.example", .web_url = "https://photos.example"}).contact ==
        "mailto:me@x.example");
  CHECK(RefusalOf({.contact = "me@x.example"}) ==
        "FOTOGAL_PUSH_CONTACT is \"me@x.example\"; must be mailto:ADDRESS or https://HOST");
}

TEST_CASE("subscriptions lead to push services that are known") {
  const auto config = Read({});
  for (const char* endpoint :
       {"https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA", "https://web.push.apple.com/Q",
        "https://wns2-par02p.notify.windows.com/w/?token=BQ%3d"}) {
    INFO(endpoint);
    CHECK(IsPushEndpoint(config, endpoint));
  }
}

TEST_CASE("no subscription makes the service ask other hosts") {
  const auto config = Read({});
  const std::string at = "https://fcm.googleapis.com/";
  const std::string endpoints[] = {"",
                                   "https://fcm.googleapis.com",
                                   "http://fcm.googleapis.com/x",
                                   "https://fcm.googleapis.com:8443/x",
                                   "https://fcm.googleapis.com@10.0.0.1/x",
                                   "https://me@fcm.googleapis.com/x",
                                   "https://fcm.googleapis.com.evil.example/x",
                                   "https://evilfcm.googleapis.com/x",
                                   "https://push.apple.com/x",
                                   "https://evilpush.apple.com/x",
                                   "https://.push.apple.com/x",
                                   "https://evil.example/.push.apple.com/x",
                                   "https://evil.example?.push.apple.com/x",
                                   "https://evil.example#.push.apple.com/x",
                                   "https://evil.example\\.push.apple.com/x",
                                   "https://evil.example\r\n.push.apple.com/x",
                                   "https://evil.example%2f.push.apple.com/x",
                                   "https://169.254.169.254/opc/v2/",
                                   "http://127.0.0.1:1/x",
                                   "https://[::1]/x",
                                   "file:///etc/passwd",
                                   at + "a b",
                                   at + "a\r\nX: y",
                                   at + "\xc3\xa9",
                                   at + std::string(1000, 'x')};
  for (const auto& endpoint : endpoints) {
    INFO(endpoint);
    CHECK_FALSE(IsPushEndpoint(config, endpoint));
  }
  CHECK(IsPushEndpoint(config, at + std::string(1000 - at.size(), 'x')));
}

TEST_CASE("operators may list other push services") {
  const auto config = Read({.hosts = "push.example,*.up.example,http://127.0.0.1:9999"});
  CHECK(IsPushEndpoint(config, "https://push.example/1"));
  CHECK(IsPushEndpoint(config, "https://a.up.example/1"));
  CHECK(IsPushEndpoint(config, "http://127.0.0.1:9999/1"));
  CHECK_FALSE(IsPushEndpoint(config, "http://127.0.0.1:99991/1"));
  CHECK_FALSE(IsPushEndpoint(config, "https://127.0.0.1:9999/1"));
  CHECK_FALSE(IsPushEndpoint(config, "https://fcm.googleapis.com/x"));
  for (const char* hosts : {"*", "*.", "localhost", "10.0.0.1", "push.example,", "push.example:80",
                            "https://push.example", "http://10.0.0.1:80",
                            "http://127.0.0.1:", "a b.example", "*.*.example", "Push.example"}) {
    INFO(hosts);
    CHECK(RefusalOf({.hosts = hosts}).starts_with("FOTOGAL_PUSH_HOSTS contains"));
  }
}
