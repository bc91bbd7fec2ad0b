// The file for `fotogal import-v1 --config`; docs/import-v1.md is its reference.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "oci/client.h"
#include "operate/import/importer.h"

namespace operate::v1 {

// One side of the import.
struct Side {
  // the data folder of a running `fotogal up`; empty: the other members say where
  std::string data;
  std::string region, compartment_id, object_namespace, bucket;
  std::string nosql_endpoint, object_storage_endpoint;  // empty: those of the region
  std::string config_file, profile = "DEFAULT";         // empty file: the usual places
  std::string users_table = "fotogal_ntable_users";     // for the source only
  std::string images_table = "fotogal_ntable_images";
};

struct ImportConfig {
  Side source, destination;
  std::string state_path, report_path;  // default: beside the configuration file
  int in_flight = 8;
  int patience_seconds = 300;
};

// Unknown members are refused; the error names the member.
oci::Result<ImportConfig> ParseImportConfig(const std::string& text, const std::string& path);

// `fotogal import-v1`: returns 0 when everything was imported, else 1.
int ImportV1(const std::string& config_path);

}  // namespace operate::v1
