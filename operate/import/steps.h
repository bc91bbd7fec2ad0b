// The steps of an import, each in its own file; the importer runs them one after the other.
#pragma once

#include <cstdint>
#include <string>

#include "fotogal/base/ids.h"
#include "operate/import/job.h"

namespace operate::v1 {

// The steps in their order. Each may be repeated, and continues where it was.
oci::Status ReadUsers(Job& job);
oci::Status ReadImages(Job& job);
oci::Status PlanIds(Job& job);    // new ids, avatars, what cannot be imported
oci::Status PlanEdges(Job& job);  // follows and reactions
// after the state file was lost: what an earlier run has written already
oci::Status Survey(Job& job);
oci::Status PlanNames(Job& job);  // usernames and e-mail addresses without conflicts in the source
oci::Status ReserveNames(Job& job);  // and without conflicts at the destination
oci::Status CopyImages(Job& job);
oci::Status WriteReactions(Job& job);
oci::Status WriteFollows(Job& job);
oci::Status WritePeople(Job& job);
oci::Status WriteFeeds(Job& job);
oci::Status WriteDirectory(Job& job);
oci::Status ConfirmNames(Job& job);  // from here on people can log in

// The op in a person's row of users.
fotogal::Id OpOfUser(fotogal::Id id, std::int64_t time);

}  // namespace operate::v1
