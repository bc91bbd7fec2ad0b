// An original FotoGal's tables and bucket in a stand-in of their own, as its DDL made them.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/services.h"
#include "local/standin/in_process.h"
#include "local/standin/nosql/service.h"
#include "local/standin/service.h"
#include "operate/import/importer.h"

namespace tests {

using Json = nlohmann::json;

// The original's two tables, under any names, and its bucket, where those services reach.
class OldStore {
 public:
  OldStore(fotogal::Services& services, std::string users_table, std::string images_table);

  void MakeTables(const std::shared_ptr<oci::Requester>& requester);
  void PutUser(const Json& row) { PutRow(users_table_, row); }
  void PutImage(const Json& row) { PutRow(images_table_, row); }
  void PutObject(const std::string& name, std::string bytes);

 private:
  oci::Call NewCall() const;
  void PutRow(const std::string& table, const Json& row);

  fotogal::Services& services_;
  const std::string users_table_, images_table_;
};

class SourceCloud {
 public:
  explicit SourceCloud(oci::TimePoint now);
  ~SourceCloud();

  OldStore& store() { return *store_; }
  operate::v1::Source source() { return {*services_.nosql, *services_.objects}; }
  standin::InProcessTransport& transport() { return *transport_; }

 private:
  oci::TimePoint now_;
  std::string folder_;
  std::unique_ptr<standin::nosql::Service> nosql_;
  std::unique_ptr<standin::Cloud> cloud_;
  std::shared_ptr<standin::InProcessTransport> transport_;
  fotogal::Services services_;
  std::unique_ptr<OldStore> store_;
};

}  // namespace tests
