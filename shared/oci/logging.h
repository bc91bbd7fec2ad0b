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
  std::string id;    // unique per entry
  std::string data;  // text, or JSON as text; at most 10,000 characters in each field
  TimePoint time;
};

class IngestionClient {
 public:
  IngestionClient(std::shared_ptr<Requester> requester, std::string endpoint);
  // Sends one batch of entries. Never sent twice, because the service does not recognise
  // duplicates. `type` and `subject` say what kind of entries they are.
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
  // Look-ups by display name return the id; nullopt: there is none.
  Result<std::optional<std::string>> FindLogGroup(Call& call, const std::string& name);
  Result<std::optional<std::string>> FindLog(Call& call, const std::string& log_group_id,
                                             const std::string& name);
  Status CreateLogGroup(Call& call, const std::string& name);
  Status CreateLog(Call& call, const std::string& log_group_id,
                   const std::string& name);  // of type CUSTOM, kept for 30 days
  // Deleting what does not exist is success. Creations and deletions are asynchronous: the service
  // may finish them later.
  Status DeleteLog(Call& call, const std::string& log_group_id, const std::string& log_id);
  Status DeleteLogGroup(Call& call, const std::string& log_group_id);

 private:
  Status Delete(Call& call, const std::string& path);
  std::shared_ptr<Requester> requester_;
  std::string endpoint_, compartment_id_;
};

}  // namespace oci::logging
