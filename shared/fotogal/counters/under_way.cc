#include "fotogal/counters/under_way.h"

#include "fotogal/base/schema.h"

namespace fotogal {

Outcome<UnderWay> FindUnderWay(const Context& context, Id user, const char* name) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Get(schema::kUnderWay, {{"user_id", user}, {"name", name}},
                                             oci::nosql::Consistency::kAbsolute));
  if (!row) return UnderWay();
  return UnderWay{std::move(row->value.at("state")), std::move(row->version)};
}

Outcome<bool> ReplaceUnderWay(const Context& context, Id user, const char* name,
                              nlohmann::json value, const UnderWay& was) {
  const Id op = context.NewOp();
  oci::nosql::PutOptions options;
  options.ttl_days = 1;
  options.if_match = was.version;
  if (was.version.empty()) options.when = oci::nosql::PutOptions::When::kIfAbsent;
  OCI_ASSIGN_OR_RETURN(
      const auto put,
      context.Put(schema::kUnderWay,
                  {{"user_id", user}, {"name", name}, {"state", std::move(value)}, {"op", op}},
                  options));
  return put.written || (put.existing && put.existing->value.at("op") == op);
}

}  // namespace fotogal
