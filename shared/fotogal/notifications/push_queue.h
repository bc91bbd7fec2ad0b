// Which notifications are pushed to the devices of the person who is told, and the job that does it
// (pushes/push_job.h). Who takes no pushes costs nothing but one read, which runs beside others.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/notifications/notification_row.h"

namespace fotogal {

bool IsPushedKind(NotificationKind kind);
// Whether a session of the person has a push subscription, or had one. EVENTUAL.
Outcome<bool> TakesPushes(const Context& context, UserId user);
// Queues and starts the job for what this row would tell.
Outcome<Unit> QueuePush(const Context& context, const NotificationRow& row);

}  // namespace fotogal
