// The cloud without sockets, for tests: an oci::Transport that passes each request directly to the
// stand-in.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "local/http/reply.h"
#include "local/standin/base/answers.h"
#include "oci/http.h"

namespace standin {

class InProcessTransport : public oci::Transport {
 public:
  // A reply that breaks off is a lost answer.
  using Handler = std::function<local::Reply(const Request&)>;
  explicit InProcessTransport(Handler handler) : handler_(std::move(handler)) {}

  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request,
                                      std::chrono::milliseconds timeout,
                                      const std::function<bool()>& stop) override;

  // In which way a request fails.
  enum class Fault {
    kNotReached,   // as a refused connection does: it certainly had no effect
    kLostRequest,  // it had no effect, but the client cannot know that
    kLostAnswer    // it took effect, but its response is lost
  };
  void FailRequest(int n, Fault fault);
  // From the n-th request on (1: the next one) all fail: the n-th as `fault` says, the others as
  // kNotReached.
  void FailFrom(int n, Fault fault);
  void Recover();
  // The observer is called with each request before it is handled.
  void Observe(std::function<void(const Request&)> observer);
  int requests() const;

 private:
  std::optional<Fault> NextFault();

  const Handler handler_;
  mutable std::mutex mutex_;
  int requests_ = 0;
  std::map<int, Fault> faults_;  // by number of the request
  int gone_from_ = 0;            // number of the first request that fails for good; 0: none
  std::function<void(const Request&)> observer_;
};

}  // namespace standin
