// Clients of OCI Logging: ingestion 20200831 and management 20200531
// (docs/contracts/README.md, "Logging").
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::logging {

struct Entry {
  std::string id;    // unique
  std::string data;  // text, JSON as text; 10,000 characters a field at most
  TimePoint time;
};

class IngestionClient {
 public:
  IngestionClient(std::shared_ptr<Requester> requester, std::string endpoint);
  // Never sent twice: the service does not deduplicate. type and subject name the kind of entry.
  Status Push(Call& call, const std::string& log_id, const std::string& type,
              const std::string& subject, const std::vector<Entry>& entries);

 private:
  std::shared_ptr<Requester> requester_;
  std::string endpoint_;
};

class ManagementClient {
 public:
  ManagementClient(std::shared_ptr<Requester> requester, std::string endpoint,
                   std::string compartment_id);
  // Ids by display name; nullopt: none.
  Result<std::optional<std::string>> FindLogGroup(Call& call, const std::string& name);
  Result<std::optional<std::string>> FindLog(Call& call, const std::string& log_group_id,
                                             const std::string& name);
  Status CreateLogGroup(Call& call, const std::string& name);
  Status CreateLog(Call& call, const std::string& log_group_id,
                   const std::string& name);  // CUSTOM, 30 days
  // What is gone already is success; asynchronous, as the creations.
  Status DeleteLog(Call& call, const std::string& log_group_id, const std::string& log_id);
  Status DeleteLogGroup(Call& call, const std::string& log_group_id);

 private:
  Status Delete(Call& call, const std::string& path);
  std::shared_ptr<Requester> requester_;
  std::string endpoint_, compartment_id_;
};

}  // namespace oci::logging
