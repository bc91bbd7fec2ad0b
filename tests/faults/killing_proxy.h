// A proxy before the stand-in that kills something at a chosen request.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tests {

class KillingProxy {
 public:
  // target: returns the port to forward to; called for every connection.
  explicit KillingProxy(std::function<int()> target);
  ~KillingProxy();

  enum class When { kBefore, kAfter };  // before or after the service has handled the request
  // At the n-th request from now on (1: the next) `kill` is called once, and the connection is
  // closed. Other requests are not counted while it runs.
  void Arm(int n, When when, std::function<void()> kill);
  bool fired();
  // Nothing is killed any more. False: the n-th request was not reached.
  bool Disarm();

  int seen();                              // requests so far
  int SeenBelow(const std::string& path);  // with a path below "/V2"
  int port() const { return port_; }

 private:
  void Accept();
  void Serve(int client);
  bool KillWhenDue(When when, int number);
  int Count(const std::string& request);

  const std::function<int()> target_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
  std::mutex mutex_;
  int seen_ = 0, due_ = 0;
  std::map<std::string, int> seen_below_;  // by the first part of the path
  When when_ = When::kBefore;
  std::function<void()> kill_;
};

}  // namespace tests
