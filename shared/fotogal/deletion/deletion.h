// Deleting an account: it is hidden at once; a job removes everything that the person has made, and
// the names last (docs/adr/0008-deletion.md).
#pragma once

#include <span>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Afterwards the account is hidden from everybody, its sessions are ended and the job is queued.
// 503: another call was changing the account; then nothing has happened.
Outcome<Unit> DeleteAccount(const Context& context, const User& user);

// Called when somebody wants a name that is taken: if it belongs to an account that is being
// deleted, and no run has its job, starts the job again. name: a key of identities.h.
Outcome<Unit> ResumeDeletion(const Context& context, const std::string& name);

// The jobs of `deletion`.
std::span<const JobKind> DeletionJobs();

}  // namespace fotogal
