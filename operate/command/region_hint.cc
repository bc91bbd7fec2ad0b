#include "operate/command/region_hint.h"

#include <utility>

#include "configuration/members.h"

namespace operate {
namespace {

class HintingTransport : public oci::Transport {
 public:
  HintingTransport(std::shared_ptr<oci::Transport> transport, std::string hint)
      : transport_(std::move(transport)), hint_(std::move(hint)) {}

  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request,
                                      std::chrono::milliseconds timeout,
                                      const std::function<bool()>& stop) override {
    auto answer = transport_->Send(request, timeout, stop);
    if (answer.ok()) return answer;
    auto error = answer.error();
    error.message += hint_;
    return error;
  }

 private:
  std::shared_ptr<oci::Transport> transport_;
  std::string hint_;
};

}  // namespace

std::shared_ptr<oci::Transport> WithRegionHint(std::shared_ptr<oci::Transport> transport,
                                               const std::string& file, const std::string& region) {
  const auto hint = configuration::RegionHint(region);
  if (hint.empty()) return transport;
  return std::make_shared<HintingTransport>(std::move(transport),
                                            "; " + file + ": region is \"" + region + "\"" + hint);
}

}  // namespace operate
