
#include "fotogal/social/blocks.h"

#include "fotogal/base/schema.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// In both directions, while the block exists.
Outcome<Unit> EndFollows(const Context& context, UserId user, UserId blocked) {
  auto [theirs, mine] = oci::InParallel([&] { return RepairFollow(context, blocked, user); },
                                        [&] { return RepairFollow(context, user, blocked); });
  OCI_RETURN_IF_ERROR(theirs);
  OCI_RETURN_IF_ERROR(mine);
  return Unit{};
}

}  // namespace

Outcome<Unit> Block(const Context& context, UserId user, UserId blocked) {
  // The job ends the follows if this call dies after it has written the block.
  OCI_ASSIGN_OR_RETURN(const auto job, QueueDelivery(context, context.NewOp(), user, blocked));
  const BlockRow block{user, blocked, ToMillis(context.Now())};
  OCI_RETURN_IF_ERROR(context.Put(schema::kBlocks, JsonOf(block)));
  OCI_RETURN_IF_ERROR(EndFollows(context, user, blocked));
  return ForgetJob(context, job);
}

Outcome<bool> Unblock(const Context& context, UserId user, UserId blocked) {
  OCI_ASSIGN_OR_RETURN(const auto block, context.Find<BlockRow>(KeyOfBlock(user, blocked)));
  if (!block) return false;
  // The call that wrote the block may not have ended the follows yet, and will not find the block
  // any more.
  OCI_RETURN_IF_ERROR(EndFollows(context, user, blocked));
  OCI_RETURN_IF_ERROR(context.Delete(schema::kBlocks, KeyOfBlock(user, blocked)));
  return true;
}

}  // namespace fotogal
