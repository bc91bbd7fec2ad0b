// The steps of an import: each its own file, run one after the other by the importer.
#pragma once

#include <cstdint>
#include <string>

#include "fotogal/base/ids.h"
#include "operate/import/job.h"

namespace operate::v1 {

// The steps, in their order. Each may be repeated and goes on where it was.
oci::Status ReadUsers(Job& job);
oci::Status ReadImages(Job& job);
oci::Status PlanIds(Job& job);       // new ids, avatars, what cannot be taken over
oci::Status PlanEdges(Job& job);     // follows and reactions
oci::Status Survey(Job& job);        // what a lost state file's run has written already
oci::Status PlanNames(Job& job);     // usernames and e-mail addresses, within the source
oci::Status ReserveNames(Job& job);  // and against the destination
oci::Status CopyImages(Job& job);
oci::Status WriteReactions(Job& job);
oci::Status WriteFollows(Job& job);
oci::Status WritePeople(Job& job);
oci::Status WriteFeeds(Job& job);
oci::Status WriteDirectory(Job& job);
oci::Status ConfirmNames(Job& job);  // from here on people can log in

// What a person's row of users carries.
fotogal::Id OpOfUser(fotogal::Id id, std::int64_t time);

}  // namespace operate::v1
