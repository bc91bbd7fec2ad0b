#include "local/provision/provision.h"

#include <algorithm>
#include <thread>

#include "fotogal/schema.h"

namespace local {
namespace {

constexpr const char* kLogName = "fotogal";

oci::Status MakeTable(oci::Call& call, const Provisioning& provisioning,
                      const fotogal::schema::Table& table) {
  OCI_ASSIGN_OR_RETURN(const auto existing, provisioning.nosql.GetTable(call, table.name));
  if (!existing) {
    OCI_ASSIGN_OR_RETURN(
        const auto request,
        provisioning.nosql.CreateTable(call, table.name, table.ddl, provisioning.table_limits));
    OCI_RETURN_IF_ERROR(provisioning.nosql.AwaitWorkRequest(call, request));
    provisioning.report("table " + table.name);
  }
  OCI_ASSIGN_OR_RETURN(const auto indexes, provisioning.nosql.ListIndexes(call, table.name));
  for (const auto& index : table.indexes) {
    const bool exists = std::any_of(indexes.begin(), indexes.end(), [&](const auto& candidate) {
      return candidate.name == index.name;
    });
    if (exists) continue;
    OCI_ASSIGN_OR_RETURN(const auto request,
                         provisioning.nosql.CreateIndex(call, table.name, index));
    OCI_RETURN_IF_ERROR(provisioning.nosql.AwaitWorkRequest(call, request));
    provisioning.report("index " + table.name + "." + index.name);
  }
  return oci::Ok();
}

// Log groups and logs are made asynchronously: looks until they are there.
template <class Find, class Create>
oci::Result<std::string> FindOrCreate(oci::Call& call, const Find& find, const Create& create) {
  constexpr std::chrono::milliseconds kLookEvery{100};
  OCI_ASSIGN_OR_RETURN(auto id, find());
  if (!id) OCI_RETURN_IF_ERROR(create());
  while (!id) {
    if (call.TimeLeft().count() == 0) return oci::DeadlineExceeded("the log");
    std::this_thread::sleep_for(kLookEvery);
    OCI_ASSIGN_OR_RETURN(id, find());
  }
  return *id;
}

}  // namespace

oci::Result<std::string> Provision(oci::Call& call, const Provisioning& provisioning) {
  for (const auto& table : fotogal::schema::Tables())
    OCI_RETURN_IF_ERROR(MakeTable(call, provisioning, table));
  OCI_ASSIGN_OR_RETURN(const bool bucket, provisioning.objects.BucketExists(call));
  if (!bucket) {
    OCI_RETURN_IF_ERROR(provisioning.objects.CreateBucket(call, provisioning.compartment_id));
    provisioning.report("bucket");
  }
  auto& logging = provisioning.logging;
  OCI_ASSIGN_OR_RETURN(const auto group,
                       FindOrCreate(
                           call, [&] { return logging.FindLogGroup(call, kLogName); },
                           [&] { return logging.CreateLogGroup(call, kLogName); }));
  return FindOrCreate(
      call, [&] { return logging.FindLog(call, group, kLogName); },
      [&] { return logging.CreateLog(call, group, kLogName); });
}

}  // namespace local
