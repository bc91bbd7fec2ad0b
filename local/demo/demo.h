// `fotogal up --demo`: fills an empty store with people, pictures, comments and likes.
#pragma once

#include <functional>
#include <string>

#include "fotogal/base/services.h"
#include "local/running/data_folder.h"

namespace local {

struct DemoStage {
  std::function<void(const std::string&)> report;  // called with one line when something was done
  std::function<bool()> cancelled;
};

// Fills a store in which nobody has signed up with three weeks of activity; changes nothing in any
// other store. When it was interrupted, a further call within a day finishes it, and nothing is
// created twice.
oci::Status FillDemo(const DataFolder& folder, fotogal::Services& services, const DemoStage& stage);

}  // namespace local
