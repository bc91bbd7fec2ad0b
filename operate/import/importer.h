// Imports people and images of an original FotoGal into the new tables: docs/import-v1.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "fotogal/base/services.h"
#include "operate/import/options.h"
#include "terminal/progress.h"

namespace operate::v1 {

struct Summary {
  bool was_finished = false;  // an earlier run had finished, so nothing was written now
  std::int64_t people = 0, images = 0, reactions = 0, follows = 0, requests = 0;
  std::map<std::string, std::int64_t> cases;  // counts by name of the case, as in the report
};

// Imports everything, or as far as possible: after an error the same call continues where this one
// has stopped. Nobody who is imported can log in before everything is written. The report is
// written in both cases.
oci::Result<Summary> Import(const Source& source, fotogal::Services& destination,
                            const Options& options, terminal::Progress& progress);

}  // namespace operate::v1
