// A complete FotoGal in processes of its own, as `fotogal up` starts it, and a client of its
// gateway. FOTOGAL_UP_ARGUMENT in the environment is an additional argument for `fotogal up`.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tests {

using Json = nlohmann::json;

struct HttpReply {
  int status = 0;                                   // 0: no answer
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;
  Json json() const { return Json::parse(body, nullptr, false); }
  std::string Code() const;
  std::string Header(const std::string& name) const;
};

using HeaderMap = std::multimap<std::string, std::string>;

class RunningService {
 public:
  struct Options {
    std::vector<std::string> arguments;  // additional arguments for `fotogal up`
    std::string data;                    // empty: a temporary folder, removed at the end
  };
  RunningService() : RunningService(Options{}) {}
  explicit RunningService(Options options);
  ~RunningService();

  HttpReply Send(const std::string& method, const std::string& target, const std::string& body = {},
                 const std::string& content_type = {}, const HeaderMap& headers = {}) const;
  // As clients should: after 429, 502, 503, 504 and without a response the request is repeated,
  // after the time in Retry-After or after increasing pauses, for two minutes.
  HttpReply SendPatiently(const std::string& method, const std::string& target,
                          const std::string& body = {}, const std::string& content_type = {},
                          const HeaderMap& headers = {}) const;

  // All processes with this name: "signup" (a function), "gateway" or "stand-in".
  std::vector<pid_t> Processes(const std::string& name) const;
  // Waits until the gateway answers /v1/health with 200.
  void AwaitHealthy() const;
  // Waits until it has ended; its exit code, -1 when it was killed.
  int Stop(int signal = SIGTERM);

  int port() const { return port_; }
  pid_t pid() const { return pid_; }
  const std::string& data() const { return data_; }

 private:
  pid_t pid_ = 0;
  int port_ = 0;
  std::string data_;
  bool own_data_ = false;
};

// A person who has signed up at a running service.
struct Client {
  const RunningService* service = nullptr;
  std::string username, token;

  // Repeats the request if necessary; if an unanswered try has created the account, logs in.
  static Client SignUp(const RunningService& service, const std::string& username,
                       bool is_private = false);
  HttpReply Send(const std::string& method, const std::string& target, const std::string& body = {},
                 const std::string& content_type = {}, HeaderMap headers = {}) const;
  HttpReply SendPatiently(const std::string& method, const std::string& target,
                          const std::string& body = {}, const std::string& content_type = {},
                          HeaderMap headers = {}) const;
  std::string Upload(const std::string& bytes) const;  // image id
  std::vector<std::string> Feed() const;
};

// Polls until `holds` is true; false after the seconds given.
template <class Condition>
bool Eventually(Condition holds, int seconds = 20);

Json SignUpForm(const std::string& username, bool is_private = false);

}  // namespace tests

#include <chrono>
#include <thread>

template <class Condition>
bool tests::Eventually(Condition holds, int seconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (std::chrono::steady_clock::now() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return holds();
}
