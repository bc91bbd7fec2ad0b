#include "fotogal/counters/under_way.h"

#include "fotogal/base/schema.h"

namespace fotogal {
namespace {

struct UnderWayRow {
  UserId user = 0;
  std::string name;
  nlohmann::json state;
  Op op = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &UnderWayRow::user), Column("name", &UnderWayRow::name),
                      Column("state", &UnderWayRow::state), Column("op", &UnderWayRow::op));
  }
};

}  // namespace

Outcome<UnderWay> FindUnderWay(const Context& context, UserId user, const char* name) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Get(schema::kUnderWay, {{"user_id", user}, {"name", name}},
                                             oci::nosql::Consistency::kAbsolute));
  if (!row) return UnderWay();
  return UnderWay{RowFrom<UnderWayRow>(row->value).state, std::move(row->version)};
}

Outcome<bool> ReplaceUnderWay(const Context& context, UserId user, const char* name,
                              nlohmann::json value, const UnderWay& was) {
  const Op op = context.NewOp();
  oci::nosql::PutOptions options;
  options.ttl_days = 1;
  options.if_match = was.version;
  if (was.version.empty()) options.when = oci::nosql::PutOptions::When::kIfAbsent;
  OCI_ASSIGN_OR_RETURN(
      const auto put,
      context.Put(
          schema::kUnderWay,
          JsonOf(UnderWayRow{.user = user, .name = name, .state = std::move(value), .op = op}),
          options));
  return put.written || (put.existing && RowFrom<UnderWayRow>(put.existing->value).op == op);
}

}  // namespace fotogal
