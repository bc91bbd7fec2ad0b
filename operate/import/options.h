// Parameters of an import.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "oci/nosql_rows.h"
#include "oci/object_storage.h"

namespace operate::v1 {

// Where the original's tables and photos are. They are only read.
struct Source {
  oci::nosql::Rows& nosql;
  oci::object_storage::Client& objects;
  std::string users_table = "fotogal_ntable_users";
  std::string images_table = "fotogal_ntable_images";
};

struct Options {
  std::string state_path;   // SQLite file; kept after the run
  std::string report_path;  // JSON lines
  size_t in_flight = 8;     // requests at the same time, at most 8
  // How long to retry while a service refuses requests or cannot be reached, before the run stops.
  std::chrono::seconds patience{300};
  std::function<void(std::chrono::milliseconds)> sleep;
};

}  // namespace operate::v1
