// Resources that store data: the buckets, the tables with their indexes, the log.
#include <algorithm>

#include "fotogal/base/schema.h"
#include "oci/json_text.h"
#include "oci/parallel.h"
#include "operate/provision/tenancy_state.h"

namespace operate::provision {
namespace {

using oci::object_storage::PublicAccess;

constexpr const char* kLogName = "fotogal";
constexpr const char* kActive = "ACTIVE";

// The namespace of the bucket must have been looked up before.
oci::object_storage::Client ObjectsOf(Tenancy::State& state, const std::string& bucket) {
  return {state.access.requester,
          {state.access.endpoints.object_storage, state.object_namespace, bucket}};
}

using Objects = oci::object_storage::Client;
constexpr int kInFlight = 8;

oci::Status DeleteObjects(oci::Call& call, Objects& objects) {
  constexpr int kPage = 1000;
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto page, objects.List(call, "", "", kPage));
    if (page.objects.empty()) return oci::Ok();
    OCI_RETURN_IF_ERROR(
        oci::ForEach(page.objects, kInFlight, [&](const auto& object) -> oci::Status {
          OCI_RETURN_IF_ERROR(objects.Delete(call, object.name));
          return oci::Ok();
        }));
  }
}

oci::Status DeletePars(oci::Call& call, Objects& objects) {
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto page, objects.ListPars(call, "", ""));
    if (page.items.empty()) return oci::Ok();
    OCI_RETURN_IF_ERROR(oci::ForEach(page.items, kInFlight, [&](const auto& par) -> oci::Status {
      OCI_RETURN_IF_ERROR(objects.DeletePar(call, par.id));
      return oci::Ok();
    }));
  }
}

oci::Status AbortUploads(oci::Call& call, Objects& objects) {
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto page, objects.ListMultipartUploads(call, ""));
    if (page.items.empty()) return oci::Ok();
    OCI_RETURN_IF_ERROR(oci::ForEach(page.items, kInFlight, [&](const auto& upload) -> oci::Status {
      return objects.AbortMultipartUpload(call, upload.object, upload.id);
    }));
  }
}

// The service deletes only a bucket without objects, uploads and PARs: removes all of these first.
oci::Status EmptyAndDelete(oci::Call& call, Objects objects) {
  OCI_RETURN_IF_ERROR(DeletePars(call, objects));
  OCI_RETURN_IF_ERROR(AbortUploads(call, objects));
  OCI_RETURN_IF_ERROR(DeleteObjects(call, objects));
  return objects.DeleteBucket(call);
}

Resource Bucket(Tenancy::State& state, const std::string& name, PublicAccess access) {
  Resource resource;
  resource.kind = "bucket";
  resource.name = name;
  resource.find = [&state, name, access](oci::Call& call) -> oci::Result<std::optional<Found>> {
    OCI_ASSIGN_OR_RETURN(state.object_namespace, state.objects.GetNamespace(call));
    OCI_ASSIGN_OR_RETURN(const auto is, ObjectsOf(state, name).FindPublicAccess(call));
    if (!is) return std::optional<Found>();
    return std::optional(
        Found{name, "ACTIVE",
              Differences({{"publicAccessType", *is}}, {{"publicAccessType", TextOf(access)}})});
  };
  resource.create = [&state, name, access](oci::Call& call) {
    return ObjectsOf(state, name).CreateBucket(call, state.settings.compartment_id, access);
  };
  resource.repair = [&state, name, access](oci::Call& call, const Found&) {
    return ObjectsOf(state, name).SetPublicAccess(call, access);
  };
  resource.remove = [&state, name](oci::Call& call, const Found&) {
    return EmptyAndDelete(call, ObjectsOf(state, name));
  };
  return resource;
}

// The bucket of people's photos: read only by signed requests, and removed only when it is named.
Resource PhotoBucket(Tenancy::State& state) {
  const auto& name = state.settings.bucket;
  auto resource = Bucket(state, name, PublicAccess::kNone);
  resource.holds_data = [&state, name](oci::Call& call) -> oci::Result<bool> {
    OCI_ASSIGN_OR_RETURN(const auto some, ObjectsOf(state, name).List(call, "", "", 1));
    return !some.objects.empty();
  };
  return resource;
}

std::vector<oci::nosql::IndexSpec> Missing(const std::vector<oci::nosql::IndexSpec>& wanted,
                                           const std::vector<oci::nosql::IndexSpec>& existing) {
  std::vector<oci::nosql::IndexSpec> missing;
  for (const auto& index : wanted) {
    const bool exists = std::any_of(existing.begin(), existing.end(), [&](const auto& candidate) {
      return candidate.name == index.name;
    });
    if (!exists) missing.push_back(index);
  }
  return missing;
}

oci::Result<std::vector<oci::nosql::IndexSpec>> MissingIndexes(
    Tenancy::State& state, oci::Call& call, const fotogal::schema::Table& table) {
  OCI_ASSIGN_OR_RETURN(const auto existing, state.nosql.ListIndexes(call, table.name));
  return Missing(table.indexes, existing);
}

std::vector<oci::nosql::Column> MissingColumns(const oci::nosql::TableInfo& info,
                                               const fotogal::schema::Table& table) {
  std::vector<oci::nosql::Column> missing;
  for (const auto& column : table.columns) {
    const bool exists = std::any_of(info.columns.begin(), info.columns.end(),
                                    [&](const auto& other) { return other.name == column.name; });
    if (!exists) missing.push_back(column);
  }
  return missing;
}

std::vector<std::string> LimitDrift(const oci::nosql::TableLimits& is,
                                    const oci::nosql::TableLimits& wanted) {
  const auto text = [](const oci::nosql::TableLimits& limits) {
    if (limits.on_demand) return "on demand, " + std::to_string(limits.storage_gb) + " GB";
    return std::to_string(limits.read_units) + " read, " + std::to_string(limits.write_units) +
           " write units, " + std::to_string(limits.storage_gb) + " GB";
  };
  if (text(is) == text(wanted)) return {};
  return {"limits are " + text(is) + ", not " + text(wanted)};
}

oci::Result<bool> HasRows(Tenancy::State& state, oci::Call& call, const std::string& table) {
  oci::nosql::QueryOptions one;
  one.limit = 1;
  one.consistency = oci::nosql::Consistency::kAbsolute;
  do {
    OCI_ASSIGN_OR_RETURN(const auto page,
                         state.nosql.Query(call, "SELECT * FROM " + table, {}, one));
    if (!page.items.empty()) return true;
    one.page = page.next;
  } while (!one.page.empty());
  return false;
}

oci::Status MakeIndexes(Tenancy::State& state, oci::Call& call,
                        const fotogal::schema::Table& table) {
  OCI_ASSIGN_OR_RETURN(const auto missing, MissingIndexes(state, call, table));
  for (const auto& index : missing) {
    OCI_RETURN_IF_ERROR(state.BeforeDdl(call));
    OCI_ASSIGN_OR_RETURN(const auto work, state.nosql.CreateIndex(call, table.name, index));
    OCI_RETURN_IF_ERROR(state.nosql.AwaitWorkRequest(call, work));
  }
  return oci::Ok();
}

// Adds columns of a later version of FotoGal; existing rows have null in them.
oci::Status AddColumns(Tenancy::State& state, oci::Call& call, const fotogal::schema::Table& table,
                       const oci::nosql::TableInfo& info) {
  std::string added;
  for (const auto& column : MissingColumns(info, table))
    added += (added.empty() ? "ADD " : ", ADD ") + column.name + " " + column.type;
  if (added.empty()) return oci::Ok();
  OCI_RETURN_IF_ERROR(state.BeforeDdl(call));
  OCI_ASSIGN_OR_RETURN(
      const auto work,
      state.nosql.AlterTable(call, table.name, "ALTER TABLE " + table.name + " (" + added + ")"));
  return state.nosql.AwaitWorkRequest(call, work);
}

// An interrupted run may have left a table that is still being created or changed: waits for it.
oci::Result<oci::nosql::TableInfo> AwaitActive(Tenancy::State& state, oci::Call& call,
                                               const std::string& table) {
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto info, state.nosql.GetTable(call, table));
    if (!info) return oci::ConfigurationError("is gone");
    if (info->state == kActive) return *info;
    if (!state.access.requester->Wait(call, state.access.look_every))
      return oci::DeadlineExceeded("the table, which is " + info->state);
  }
}

Resource TableResource(Tenancy::State& state, const fotogal::schema::Table& table) {
  Resource resource;
  resource.kind = "table";
  resource.name = table.name;
  resource.find = [&state, &table](oci::Call& call) -> oci::Result<std::optional<Found>> {
    OCI_ASSIGN_OR_RETURN(const auto info, state.nosql.GetTable(call, table.name));
    if (!info) return std::optional<Found>();
    Found found{info->id, info->state, LimitDrift(info->limits, state.settings.limits)};
    if (info->state != kActive) found.drift.push_back("is " + info->state);
    for (const auto& column : MissingColumns(*info, table))
      found.drift.push_back("column " + column.name + " is missing");
    OCI_ASSIGN_OR_RETURN(const auto missing, MissingIndexes(state, call, table));
    for (const auto& index : missing) found.drift.push_back("index " + index.name + " is missing");
    return std::optional<Found>(found);
  };
  resource.create = [&state, &table](oci::Call& call) -> oci::Status {
    OCI_RETURN_IF_ERROR(state.BeforeDdl(call));
    OCI_ASSIGN_OR_RETURN(const auto work, state.nosql.CreateTable(call, table.name, table.ddl,
                                                                  state.settings.limits));
    OCI_RETURN_IF_ERROR(state.nosql.AwaitWorkRequest(call, work));
    return MakeIndexes(state, call, table);
  };
  resource.repair = [&state, &table](oci::Call& call, const Found&) -> oci::Status {
    OCI_ASSIGN_OR_RETURN(const auto info, AwaitActive(state, call, table.name));
    OCI_RETURN_IF_ERROR(AddColumns(state, call, table, info));
    if (!LimitDrift(info.limits, state.settings.limits).empty()) {
      OCI_ASSIGN_OR_RETURN(const auto work,
                           state.nosql.UpdateTableLimits(call, table.name, state.settings.limits));
      OCI_RETURN_IF_ERROR(state.nosql.AwaitWorkRequest(call, work));
    }
    return MakeIndexes(state, call, table);
  };
  resource.remove = [&state, &table](oci::Call& call, const Found&) -> oci::Status {
    OCI_RETURN_IF_ERROR(state.BeforeDdl(call));
    OCI_ASSIGN_OR_RETURN(const auto work, state.nosql.DropTable(call, table.name));
    return state.nosql.AwaitWorkRequest(call, work);
  };
  resource.holds_data = [&state, &table](oci::Call& call) {
    return HasRows(state, call, table.name);
  };
  return resource;
}

// Log groups and logs are created asynchronously: looks for them until they exist.
template <class Find, class Create>
oci::Result<std::string> Make(Tenancy::State& state, oci::Call& call, const Find& find,
                              const Create& create) {
  OCI_ASSIGN_OR_RETURN(auto id, find());
  if (!id) OCI_RETURN_IF_ERROR(create());
  while (!id) {
    OCI_ASSIGN_OR_RETURN(id, find());
    if (!id && !state.access.requester->Wait(call, state.access.look_every))
      return oci::DeadlineExceeded("the log");
  }
  return *id;
}

oci::Status MakeLog(Tenancy::State& state, oci::Call& call) {
  auto& logging = state.logging;
  OCI_ASSIGN_OR_RETURN(const auto group,
                       Make(
                           state, call, [&] { return logging.FindLogGroup(call, kLogName); },
                           [&] { return logging.CreateLogGroup(call, kLogName); }));
  OCI_ASSIGN_OR_RETURN(state.log_id,
                       Make(
                           state, call, [&] { return logging.FindLog(call, group, kLogName); },
                           [&] { return logging.CreateLog(call, group, kLogName); }));
  return oci::Ok();
}

// Deletes the log, which is asynchronous, and then its group, which must be empty. `log`: "" when
// there is none.
oci::Status RemoveLog(Tenancy::State& state, oci::Call& call, const std::string& log) {
  OCI_ASSIGN_OR_RETURN(const auto group, state.logging.FindLogGroup(call, kLogName));
  if (!group) return oci::Ok();
  if (!log.empty()) OCI_RETURN_IF_ERROR(state.logging.DeleteLog(call, *group, log));
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto left, state.logging.FindLog(call, *group, kLogName));
    if (!left) return state.logging.DeleteLogGroup(call, *group);
    if (!state.access.requester->Wait(call, state.access.look_every))
      return oci::DeadlineExceeded("the end of the log");
  }
}

Resource Log(Tenancy::State& state) {
  Resource resource;
  resource.kind = "log";
  resource.name = kLogName;
  resource.find = [&state](oci::Call& call) -> oci::Result<std::optional<Found>> {
    OCI_ASSIGN_OR_RETURN(const auto group, state.logging.FindLogGroup(call, kLogName));
    if (!group) return std::optional<Found>();
    OCI_ASSIGN_OR_RETURN(const auto log, state.logging.FindLog(call, *group, kLogName));
    // There is a group without the log: a run was interrupted, or somebody has deleted the log.
    if (!log) return std::optional(Found{"", "", {"the group has no log of that name"}});
    state.log_id = *log;
    return std::optional(Found{*log, "ACTIVE", {}});
  };
  resource.create = [&state](oci::Call& call) { return MakeLog(state, call); };
  resource.repair = [&state](oci::Call& call, const Found&) { return MakeLog(state, call); };
  resource.remove = [&state](oci::Call& call, const Found& found) {
    return RemoveLog(state, call, found.id);
  };
  return resource;
}

}  // namespace

void AddStorage(Tenancy::State& state, std::vector<Resource>& resources) {
  resources.push_back(PhotoBucket(state));
  resources.push_back(
      Bucket(state, WebBucket(state.settings), PublicAccess::kObjectReadWithoutList));
  for (const auto& table : fotogal::schema::Tables())
    resources.push_back(TableResource(state, table));
  resources.push_back(Log(state));
}

}  // namespace operate::provision
