// The file that `fotogal import-v1 --config` reads: docs/import-v1.md has the reference.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "oci/client.h"
#include "operate/import/importer.h"

namespace operate::v1 {

// One side of the import.
struct Side {
  std::string data;  // the data folder of a running `fotogal up`; empty: the rest says where
  std::string region, compartment_id, object_namespace, bucket;
  std::string nosql_endpoint, object_storage_endpoint;  // empty: the region's
  std::string config_file, profile = "DEFAULT";         // empty file: the usual places
  std::string users_table = "fotogal_ntable_users";     // of the source only
  std::string images_table = "fotogal_ntable_images";
};

struct ImportConfig {
  Side source, destination;
  std::string state_path, report_path;  // default: beside the file
  int in_flight = 8;
  int patience_seconds = 300;
};

// Unknown members are refused; the error names the member.
oci::Result<ImportConfig> ParseImportConfig(const std::string& text, const std::string& path);

// `fotogal import-v1`: 0 when all is imported, 1 otherwise.
int ImportV1(const std::string& config_path);

}  // namespace operate::v1
