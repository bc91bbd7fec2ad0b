
#include "fotogal/social/blocks.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

oci::nosql::Key KeyOfBlock(Id user, Id blocked) {
  return {{"user_id", user}, {"blocked_id", blocked}};
}

// Both ways, while the block stands.
Outcome<Unit> EndFollows(const Context& context, Id user, Id blocked) {
  auto [theirs, mine] = oci::InParallel([&] { return RepairFollow(context, blocked, user); },
                                        [&] { return RepairFollow(context, user, blocked); });
  OCI_RETURN_IF_ERROR(theirs);
  OCI_RETURN_IF_ERROR(mine);
  return Unit{};
}

}  // namespace

Outcome<Unit> Block(const Context& context, Id user, Id blocked) {
  // The job ends the follows if this call dies after the block is written.
  OCI_ASSIGN_OR_RETURN(const auto job, QueueDelivery(context, context.NewOp(), user, blocked));
  OCI_RETURN_IF_ERROR(context.Put(
      schema::kBlocks,
      {{"user_id", user}, {"blocked_id", blocked}, {"created_ts", ToMillis(context.Now())}}, {}));
  OCI_RETURN_IF_ERROR(EndFollows(context, user, blocked));
  return ForgetJob(context, job);
}

Outcome<bool> Unblock(const Context& context, Id user, Id blocked) {
  OCI_ASSIGN_OR_RETURN(const auto block, context.Get(schema::kBlocks, KeyOfBlock(user, blocked),
                                                     oci::nosql::Consistency::kAbsolute));
  if (!block) return false;
  // Whoever wrote it may not have come to the follows yet, and will find no block any more.
  OCI_RETURN_IF_ERROR(EndFollows(context, user, blocked));
  OCI_RETURN_IF_ERROR(context.Delete(schema::kBlocks, KeyOfBlock(user, blocked)));
  return true;
}

}  // namespace fotogal
