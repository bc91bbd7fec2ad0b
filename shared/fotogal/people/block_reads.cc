#include "fotogal/people/block_reads.h"

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/schema.h"
#include "fotogal/people/people_statements.h"
#include "oci/parallel.h"

namespace fotogal {

Outcome<std::vector<Id>> BlockedBy(const Context& context, Id user, Id after, int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kBlocksByUser, {{"$u", user}, {"$c", after}, {"$n", limit}}));
  std::vector<Id> people;
  for (const auto& row : rows) people.push_back(row.at("blocked_id").get<Id>());
  return people;
}

// Two queries: one of all blocks among them would be paid for those between others.
Outcome<Blocks> BlocksAmong(const Context& context, Id user, const std::vector<Id>& others) {
  if (others.empty()) return Blocks();
  const nlohmann::json variables = {{"$u", user}, {"$o", others}};
  auto [by_user, of_user] =
      oci::InParallel([&] { return context.QueryAll(kBlocksByUserAmong, variables); },
                      [&] { return context.QueryAll(kBlocksOfUserAmong, variables); });
  OCI_RETURN_IF_ERROR(by_user);
  OCI_RETURN_IF_ERROR(of_user);
  Blocks blocks;
  for (const auto& row : *by_user) blocks.by_user.insert(row.at("blocked_id").get<Id>());
  for (const auto& row : *of_user) blocks.of_user.insert(row.at("user_id").get<Id>());
  return blocks;
}

Outcome<std::set<Id>> BlockedAmong(const Context& context, Id user, const std::vector<Id>& others) {
  OCI_ASSIGN_OR_RETURN(auto blocks, BlocksAmong(context, user, others));
  blocks.by_user.merge(blocks.of_user);
  return std::move(blocks.by_user);
}

}  // namespace fotogal
