#include "fotogal/fanout_jobs.h"

#include <array>

#include "fotogal/account/account_change.h"
#include "fotogal/account/second_factor_recovery.h"
#include "fotogal/feed/delivery.h"
#include "fotogal/feed/delivery_switch.h"
#include "fotogal/images/removal.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/moderation/suspension.h"
#include "fotogal/pushes/push_job.h"
#include "fotogal/social/captions.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "fotogal/upkeep/reconcile.h"

namespace fotogal {

std::span<const JobKind> FanoutJobs() {
  static constexpr std::array kKinds = {KindOf<PublishJob, &PublishStep>(),
                                        KindOf<DeliveryJob, &DeliveryStep>(),
                                        KindOf<ApproveAllJob, &ApproveAllStep>(),
                                        KindOf<RemoveImageJob, &RemoveImageStep>(),
                                        KindOf<AccountChange, &AccountChangeStep>(),
                                        KindOf<SwitchDeliveryJob, &SwitchDeliveryStep>(),
                                        KindOf<ReconcileJob, &ReconcileStep>(),
                                        KindOf<MailJob, &MailStep>(),
                                        KindOf<ResetRequestJob, &ResetRequestStep>(),
                                        KindOf<FarewellJob, &FarewellStep>(),
                                        KindOf<RecoveryJob, &RecoveryStep>(),
                                        KindOf<SuspensionJob, &SuspensionStep>(),
                                        KindOf<CaptionJob, &CaptionStep>(),
                                        KindOf<PushJob, &PushStep>()};
  return kKinds;
}

}  // namespace fotogal
