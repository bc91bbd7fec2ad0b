// Taking an account away: hidden at once, then everything that the person made, in a job; the names
// last (docs/adr/0008-deletion.md).
#pragma once

#include <span>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

// When it answers, the account is hidden from everybody, its sessions are ended and the job is on
// its way. 503: the account was being changed from elsewhere; nothing has happened then.
Outcome<Unit> DeleteAccount(const Context& context, const User& user);

// A name was wanted that is taken: if by an account that is being deleted, its job is started again
// where nothing is at work on it. name: a key of identities.h.
Outcome<Unit> HastenDeletion(const Context& context, const std::string& name);

// The jobs of `deletion`.
std::span<const JobKind> DeletionJobs();

}  // namespace fotogal
