// `fotogal up --demo`: people, pictures and what they say of them, for a store in which nobody is.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "fotogal/services.h"
#include "local/command/data_folder.h"
#include "oci/http.h"

namespace local {

inline constexpr const char* kDemoPassword = "fotogal demo";

struct DemoStage {
  std::string url;  // of the running gateway, "http://127.0.0.1:8080"
  std::shared_ptr<oci::Transport> transport;
  std::function<void(const std::string&)> report;  // one line when something was done
};

// Fills a store in which nobody has signed up, through the public API alone; leaves any other as it
// is. One that was cut off is finished by the next call, and nothing is there twice.
oci::Status FillDemo(const DataFolder& folder, fotogal::Services& services, const DemoStage& stage);

}  // namespace local
