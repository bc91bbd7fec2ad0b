// What `sweep` and reconciliation take out of the bucket: uploads that nobody published, objects of
// images that never came to be, pre-authenticated requests that have expired.
#pragma once

#include <cstdint>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// With its object an upload's row goes too.
Outcome<Unit> RemoveOldUploads(const Context& context);

// Objects of photos and avatars that are a day old and have no row. Goes through as much of the
// bucket as one call's time allows, and on from there the next time; begins anew six hours after it
// was through. An object that is written anew meanwhile stays.
Outcome<Unit> RemoveOrphanObjects(const Context& context);
// The same, of one page of the bucket's listing. next: where the next one begins; "": the end.
struct OrphansRemoved {
  std::string next;
  std::int64_t seen = 0, removed = 0;
};
Outcome<OrphansRemoved> RemoveOrphanObjectsFrom(const Context& context, const std::string& start);

Outcome<Unit> RemoveExpiredPars(const Context& context);
// Of exports: what was begun a week ago and neither committed nor aborted.
Outcome<Unit> AbortOldParts(const Context& context);

}  // namespace fotogal
