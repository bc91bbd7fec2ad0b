// For tests of pushes: devices with keys, and a push service in this process that looks at each
// request as real ones do, and decrypts as the browser would.
#pragma once

#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/base64.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "tests/support/test_cloud.h"
#include "webpush/receiver.h"

namespace tests {

struct PushDevice {
  webpush::PrivateKey key = *webpush::PrivateKey::Make();
  std::string auth = std::string(webpush::kAuthBytes, 'a');
  std::vector<Json> received = {};
};

class PushService : public oci::Transport {
 public:
  explicit PushService(oci::Clock clock) : clock_(std::move(clock)) {}

  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request, std::chrono::milliseconds,
                                      const std::function<bool()>&) override {
    const std::lock_guard lock(mutex_);
    ++requests;
    requests_.push_back(request);
    if (during) during();
    if (answer_next == kNoAnswer) return oci::Error{"network_error", "no answer", 0, "", true};
    if (answer_next != 0) return oci::HttpResponse{answer_next, answer_headers, ""};
    const auto device = devices.find(request.url);
    if (device == devices.end()) return oci::HttpResponse{410, {}, ""};
    Check(request);
    const auto text = webpush::Decrypt(request.body, device->second.key, device->second.auth);
    if (!text) return oci::HttpResponse{400, {}, ""};
    device->second.received.push_back(Json::parse(*text));
    return oci::HttpResponse{201, {}, ""};
  }

  static constexpr int kNoAnswer = -1;
  std::map<std::string, PushDevice> devices;  // by endpoint
  int requests = 0;
  int answer_next = 0;  // to all requests; 0: as a push service does
  oci::HeaderList answer_headers;
  std::function<void()> during;
  std::string sender;  // whose public key is taken

  const oci::HttpRequest& last() const { return requests_.back(); }

 private:
  static void Expect(bool is_so, const char* what) {
    if (!is_so) throw std::runtime_error(what);
  }
  void Check(const oci::HttpRequest& request) const {
    const auto header = [&](const char* name) {
      return std::string(oci::FindHeader(request.headers, name));
    };
    const auto token = webpush::SenderOf(header("authorization"));
    Expect(token && token->key == sender, "signed by another");
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_()).time_since_epoch().count();
    const auto expires = token->claims.at("exp").get<std::int64_t>();
    Expect(expires > now && expires <= now + 24 * 3600, "no time that is taken");
    Expect(request.url.starts_with(token->claims.at("aud").get<std::string>() + "/"), "audience");
    Expect(token->claims.at("sub") == "https://photos.example", "contact");
    Expect(request.method == "POST" && header("content-encoding") == "aes128gcm", "form");
    Expect(!header("ttl").empty() && std::stoi(header("ttl")) <= 24 * 3600, "TTL");
    Expect(header("topic").size() == 32 && header("urgency") == "normal", "topic");
    Expect(request.body.size() <= 4096, "size");
  }

  oci::Clock clock_;
  std::mutex mutex_;
  std::vector<oci::HttpRequest> requests_;
};

// RFC 8291's example, as FOTOGAL_PUSH_KEY.
inline constexpr const char* kPushKey = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";

inline void UsePushes(fotogal::Services& services, const std::shared_ptr<PushService>& service) {
  services.config.pushes =
      *fotogal::ReadPushes({.key = kPushKey, .web_url = "https://photos.example"});
  services.push_services = service;
  service->sender = webpush::PrivateKey::From(services.config.pushes.key)->public_key();
}

// The body of PUT /v1/me/push for a new device, or one that is there.
inline Json NewSubscription(PushService& service, const std::string& endpoint) {
  const auto& device = service.devices[endpoint];
  return {{"endpoint", endpoint},
          {"keys",
           {{"p256dh", common::Base64Url(device.key.public_key())},
            {"auth", common::Base64Url(device.auth)}}},
          {"utc_offset_minutes", 0}};
}

struct PushWorld {
  TestCloud cloud;
  std::shared_ptr<PushService> service =
      std::make_shared<PushService>([this] { return cloud.now; });
  Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  std::string image = cloud.Upload(ann);

  PushWorld() {
    UsePushes(cloud.services(), service);
    cloud.RunJobs();
  }

  static std::string EndpointOf(const std::string& device) {
    return "https://fcm.googleapis.com/send/" + device;
  }
  Json Wanted(const std::string& device) { return NewSubscription(*service, EndpointOf(device)); }
  Reply Push(const std::string& method, const Json& body, const Person& as) {
    return cloud.Send(&fotogal::account::Handle,
                      {method, "/v1/me/push", "", method == "PUT" ? body.dump() : ""}, &as);
  }
  void Subscribe(const Person& as, const std::string& device, const Json& quiet = nullptr) {
    auto wanted = Wanted(device);
    wanted["quiet"] = quiet;
    const auto put = Push("PUT", wanted, as);
    if (put.status != 204) throw std::runtime_error(put.raw.body);
  }
  const std::vector<Json>& Received(const std::string& device) {
    return service->devices.at(EndpointOf(device)).received;
  }
  Reply Comment(const Person& by, const std::string& text, const std::string& on) {
    return cloud.Send(&fotogal::comment::Handle,
                      {"POST", "/v1/images/" + on + "/comments", "", Json{{"text", text}}.dump()},
                      &by);
  }
  Reply Comment(const Person& by, const std::string& text) { return Comment(by, text, image); }
  Reply ReplyTo(const std::string& comment, const Person& by, const std::string& text) {
    const Json body{{"text", text}, {"reply_to", comment}};
    return cloud.Send(&fotogal::comment::Handle,
                      {"POST", "/v1/images/" + image + "/comments", "", body.dump()}, &by);
  }
};

}  // namespace tests
