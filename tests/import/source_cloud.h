// An original FotoGal's tables and bucket in a stand-in of their own, as its DDL made them.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/services.h"
#include "local/import/importer.h"
#include "local/standin/in_process.h"
#include "local/standin/nosql/service.h"
#include "local/standin/service.h"

namespace tests {

using Json = nlohmann::json;

class SourceCloud {
 public:
  explicit SourceCloud(oci::TimePoint now);
  ~SourceCloud();

  void PutUser(const Json& row) { PutRow("fotogal_ntable_users", row); }
  void PutImage(const Json& row) { PutRow("fotogal_ntable_images", row); }
  void PutObject(const std::string& name, std::string bytes);

  local::v1::Source source() { return {*services_.nosql, *services_.objects}; }
  standin::InProcessTransport& transport() { return *transport_; }

 private:
  void MakeTables();
  void PutRow(const char* table, const Json& row);

  oci::TimePoint now_;
  std::string folder_;
  std::unique_ptr<standin::nosql::Service> nosql_;
  std::unique_ptr<standin::Cloud> cloud_;
  std::shared_ptr<standin::InProcessTransport> transport_;
  fotogal::Services services_;
};

}  // namespace tests
