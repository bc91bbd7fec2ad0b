// Decides who may see whom; nothing else does.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/follow_row.h"
#include "fotogal/people/user.h"

namespace fotogal {

// How a viewer and an owner are connected.
struct Relation {
  bool self = false;
  FollowState follow = FollowState::kNone;  // of the viewer towards the owner
  bool viewer_blocks = false;
  bool owner_blocks = false;
  bool viewer_mutes = false;  // only where SeeProfile has asked
};

enum class Sight {
  kNothing,   // nothing, as if the account did not exist: 404
  kBlocked,   // the viewer has blocked the account: a stub of the profile, nothing else
  kNameOnly,  // a private account: avatar and names
  kAll,
};
Sight SightOf(const Relation& relation, bool owner_is_private);

// "none", "requested", "following" or "blocked", as in the API.
const char* RelationName(const Relation& relation);

// ABSOLUTE, three reads at the same time. viewer 0: nobody is logged in.
Outcome<Relation> FindRelation(const Context& context, UserId viewer, UserId owner);
// A person found by username, with what the viewer may see; 404 if the viewer must not find that
// person.
struct SeenUser {
  User user;
  Relation relation;
  Sight sight = Sight::kNothing;
};
Outcome<SeenUser> SeeUser(const Context& context, UserId viewer, const std::string& username);
// The same, and whether the viewer mutes the person.
Outcome<SeenUser> SeeProfile(const Context& context, UserId viewer, const std::string& username);

}  // namespace fotogal
