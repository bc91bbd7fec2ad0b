// The cloud without sockets, for tests: an oci::Transport that hands each request over as the wire
// would.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "local/standin/base/answers.h"
#include "oci/http.h"

namespace standin {

class InProcessTransport : public oci::Transport {
 public:
  using Handler = std::function<Response(const Request&)>;
  explicit InProcessTransport(Handler handler) : handler_(std::move(handler)) {}

  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request,
                                      std::chrono::milliseconds timeout,
                                      const std::function<bool()>& stop) override;

  // How the n-th request from now on (1: the next) fails.
  enum class Fault {
    kNotReached,   // as a refused connection: it certainly had no effect
    kLostRequest,  // it had no effect, but nobody can know
    kLostAnswer    // it took effect, and its answer is lost
  };
  void FailRequest(int n, Fault fault);
  // From the n-th request on the service is gone: all fail, the n-th as `fault` says.
  void FailFrom(int n, Fault fault);
  void Recover();
  // Seen by each request before it is handled.
  void Observe(std::function<void(const Request&)> observer);
  int requests() const;

 private:
  std::optional<Fault> NextFault();

  const Handler handler_;
  mutable std::mutex mutex_;
  int requests_ = 0;
  std::map<int, Fault> faults_;  // by number of request
  int gone_from_ = 0;            // 0: not gone
  std::function<void(const Request&)> observer_;
};

}  // namespace standin
