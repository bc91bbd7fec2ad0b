// `fotogal up --demo`: people, pictures and what they say of them, for a store in which nobody is.
#pragma once

#include <functional>
#include <string>

#include "fotogal/base/services.h"
#include "local/running/data_folder.h"

namespace local {

struct DemoStage {
  std::function<void(const std::string&)> report;  // one line when something was done
  std::function<bool()> cancelled;
};

// Fills a store in which nobody has signed up with three weeks of what people show and say; leaves
// any other as it is. One that was cut off is finished by the next call within a day, and nothing
// is there twice.
oci::Status FillDemo(const DataFolder& folder, fotogal::Services& services, const DemoStage& stage);

}  // namespace local
