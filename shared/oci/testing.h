// What the tests of this folder share.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/files.h"
#include "oci/client.h"
#include "oci/crypto.h"

namespace oci::testing {

inline std::string ReadFile(const std::string& path) { return common::ReadFile(path).value_or(""); }

inline std::string TestData(const std::string& name) {
  return ReadFile(std::string(FOTOGAL_SOURCE_DIR) + "/shared/oci/testdata/" + name);
}

inline const nlohmann::json& Vectors() {
  static const nlohmann::json kVectors = nlohmann::json::parse(TestData("signing-vectors.json"));
  return kVectors;
}

// The throw-away key of the signing vectors.
inline std::string TestKeyPem() {
  return "-----BEGIN PRIVATE KEY-----\n" +
         Vectors()["private_key_pkcs8_der_base64"].get<std::string>() +
         "\n-----END PRIVATE KEY-----\n";
}

inline PrivateKey TestKey() { return PrivateKey::FromPem(TestKeyPem()).value(); }

inline TimePoint At(int64_t seconds) { return TimePoint(std::chrono::seconds(seconds)); }

class FixedCredentials : public CredentialsProvider {
 public:
  explicit FixedCredentials(std::string key_id = "ST$token") : key_id_(std::move(key_id)) {}
  Result<Credentials> Get() override { return Credentials{key_id_, key_}; }
  bool Refresh() override {
    ++refreshes;
    if (!can_refresh) return false;
    key_id_ += "+";
    return true;
  }
  std::string region() const override { return "us-ashburn-1"; }
  std::string tenancy_id() const override { return "tenancy"; }

  bool can_refresh = false;
  int refreshes = 0;

 private:
  std::string key_id_;
  PrivateKey key_ = TestKey();
};

// Answers from a script and keeps what it was sent. When the script is over it fails the request.
class ScriptedTransport : public Transport {
 public:
  using Answer = std::function<Result<HttpResponse>(const HttpRequest&)>;

  Result<HttpResponse> Send(const HttpRequest& request, std::chrono::milliseconds timeout,
                            const std::function<bool()>&) override {
    Answer answer;
    {
      const std::lock_guard lock(mutex_);
      if (aside) {
        if (auto answered = aside(request, timeout)) return *std::move(answered);
      }
      sent.push_back(request);
      timeouts.push_back(timeout);
      if (!script.empty()) {
        answer = std::move(script.front());
        script.pop_front();
      } else {
        answer = otherwise;
      }
    }
    if (!answer) return Error{"script_over", "no answer left", 0, ""};
    return answer(request);
  }

  ScriptedTransport& Add(int status, std::string body, HeaderList headers = {}) {
    script.push_back([=](const HttpRequest&) -> Result<HttpResponse> {
      return HttpResponse{status, headers, body};
    });
    return *this;
  }
  ScriptedTransport& AddError(Error error) {
    script.push_back([=](const HttpRequest&) -> Result<HttpResponse> { return error; });
    return *this;
  }

  std::deque<Answer> script;
  Answer otherwise;
  // Asked before the script, one request at a time: what it answers is no part of script and
  // `sent`.
  std::function<std::optional<Result<HttpResponse>>(const HttpRequest&, std::chrono::milliseconds)>
      aside;
  std::vector<HttpRequest> sent;
  std::vector<std::chrono::milliseconds> timeouts;

 private:
  std::mutex mutex_;
};

inline Error LostAnswer() { return {"network_error", "connection reset", 0, "", true, true}; }
inline Error NotConnected() { return {"network_error", "connection refused", 0, "", true, false}; }

// A requester over a scripted transport, with a clock that only sleeping moves.
struct Bench {
  Bench() {
    Requester::Dependencies dependencies;
    dependencies.transport = transport;
    dependencies.credentials = credentials;
    dependencies.clock = [this] { return now; };
    dependencies.jitter = [this] { return jitter; };
    dependencies.sleep = [this](std::chrono::milliseconds time) {
      now += time;
      slept += time;
    };
    requester = std::make_shared<Requester>(std::move(dependencies));
  }
  Call NewCall(std::chrono::milliseconds budget = std::chrono::seconds(30)) {
    return Call([this] { return now; }, now + budget, [this] { return cancelled.load(); });
  }

  TimePoint now = At(1388957500);
  double jitter = 0.5;
  std::atomic<bool> cancelled{false};
  std::chrono::milliseconds slept{0};
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  std::shared_ptr<FixedCredentials> credentials = std::make_shared<FixedCredentials>();
  std::shared_ptr<Requester> requester;
};

}  // namespace oci::testing
