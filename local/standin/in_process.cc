#include "local/standin/in_process.h"

#include "oci/signer.h"

namespace standin {

oci::Result<oci::HttpResponse> InProcessTransport::Send(const oci::HttpRequest& request,
                                                        std::chrono::milliseconds timeout,
                                                        const std::function<bool()>& stop) {
  if (timeout.count() <= 0 || (stop && stop())) return oci::DeadlineExceeded(request.url);
  const auto url = oci::SplitUrl(request.url);
  if (!url) return oci::ConfigurationError("not a URL: " + request.url);
  Request received{request.method, url->target, "", request.headers, request.body};
  if (const auto question = url->target.find('?'); question != std::string::npos) {
    received.path = url->target.substr(0, question);
    received.query = url->target.substr(question + 1);
  }
  const auto fault = NextFault();
  if (fault == Fault::kNotReached) {
    return oci::Error{"network_error", "connection refused", 0, "", true, false};
  }
  const oci::Error lost{"network_error", "connection reset", 0, "", true, true};
  if (fault == Fault::kLostRequest) return lost;
  std::function<void(const Request&)> observer;
  {
    const std::lock_guard lock(mutex_);
    observer = observer_;
  }
  if (observer) observer(received);
  local::Reply response = handler_(received);
  if (fault == Fault::kLostAnswer || response.broken != local::Break::kNone) return lost;
  return oci::HttpResponse(std::move(response));
}

std::optional<InProcessTransport::Fault> InProcessTransport::NextFault() {
  const std::lock_guard lock(mutex_);
  const int number = ++requests_;
  if (const auto planned = faults_.find(number); planned != faults_.end()) return planned->second;
  if (gone_from_ != 0 && number >= gone_from_) return Fault::kNotReached;
  return std::nullopt;
}

void InProcessTransport::FailRequest(int n, Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_[requests_ + n] = fault;
}

void InProcessTransport::FailFrom(int n, Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_[requests_ + n] = fault;
  gone_from_ = requests_ + n;
}

void InProcessTransport::Recover() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
  gone_from_ = 0;
}

void InProcessTransport::Observe(std::function<void(const Request&)> observer) {
  const std::lock_guard lock(mutex_);
  observer_ = std::move(observer);
}

int InProcessTransport::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

}  // namespace standin
