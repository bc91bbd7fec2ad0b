// Who may see whom: decided here and nowhere else.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/follow_row.h"
#include "fotogal/people/user.h"

namespace fotogal {

// What stands between a viewer and an owner.
struct Relation {
  bool self = false;
  FollowState follow = FollowState::kNone;  // of the viewer towards the owner
  bool viewer_blocks = false;
  bool owner_blocks = false;
};

enum class Sight {
  kNothing,   // as if it did not exist: 404
  kBlocked,   // the viewer blocked them: a stub of the profile, nothing else
  kNameOnly,  // a private account: avatar and names
  kAll,
};
Sight SightOf(const Relation& relation, bool owner_is_private);

// none, requested, following or blocked, as the API spells it.
const char* RelationName(const Relation& relation);

// ABSOLUTE, three reads side by side. viewer 0: nobody.
Outcome<Relation> FindRelation(const Context& context, UserId viewer, UserId owner);
// Somebody by username, with what the viewer may see of them; 404 for who must not find them.
struct SeenUser {
  User user;
  Relation relation;
  Sight sight = Sight::kNothing;
};
Outcome<SeenUser> SeeUser(const Context& context, UserId viewer, const std::string& username);

}  // namespace fotogal
