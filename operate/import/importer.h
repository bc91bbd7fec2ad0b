// Takes the people and images of an original FotoGal over into the new layout: docs/import-v1.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "fotogal/base/services.h"
#include "oci/nosql.h"
#include "oci/object_storage.h"
#include "terminal/progress.h"

namespace local::v1 {

// Where the original's tables and photos are. Only read.
struct Source {
  oci::nosql::Client& nosql;
  oci::object_storage::Client& objects;
  std::string users_table = "fotogal_ntable_users";
  std::string images_table = "fotogal_ntable_images";
};

struct Options {
  std::string state_path;   // SQLite; kept after the run
  std::string report_path;  // JSON lines
  size_t in_flight = 8;     // requests at once, 8 at most
  // How long a service that refuses or is away is waited for before the run stops.
  std::chrono::seconds patience{300};
  std::function<void(std::chrono::milliseconds)> sleep;
};

struct Summary {
  bool was_finished = false;  // by an earlier run: nothing was written now
  std::int64_t people = 0, images = 0, reactions = 0, follows = 0, requests = 0;
  std::map<std::string, std::int64_t> cases;  // by name, as in the report
};

// Everything, or as far as it goes: after an error the same call goes on where this one stopped.
// Nobody who is imported can log in before all is written. The report is written in both cases.
oci::Result<Summary> Import(const Source& source, fotogal::Services& destination,
                            const Options& options, terminal::Progress& progress);

}  // namespace local::v1
