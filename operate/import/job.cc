#include "operate/import/job.h"

namespace operate::v1 {

oci::Status PutOwn(const Job& job, oci::Call& call, std::string_view table, const Json& row) {
  oci::nosql::PutOptions if_absent;
  if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
  OCI_ASSIGN_OR_RETURN(const auto put, job.services.nosql->Put(call, table, row, if_absent));
  if (put.written && !put.existing) return oci::Ok();
  if (!put.existing) {
    return oci::Error{"conflict", "a row of " + std::string(table) + " is being written", 0, "",
                      true};
  }
  const Json& standing = put.existing->value;
  if (standing.value("op", Json()) != row.at("op")) {
    return oci::Error{
        "id_in_use", "a row of " + std::string(table) + " with an id of this import is not its own",
        0, "", false};
  }
  for (const auto& [column, value] : row.items()) {
    if (standing.value(column, Json()) == value) continue;
    OCI_RETURN_IF_ERROR(job.services.nosql->Put(call, table, row));
    return oci::Ok();
  }
  return oci::Ok();
}

}  // namespace operate::v1
