// A generated original FotoGal with every fault that the import has a rule for, and a model that
// says, in plain sets, what must come out of it.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/import/source_cloud.h"

namespace tests {

using OldId = std::int64_t;
using Ids = std::set<OldId>;

struct OldPerson {
  OldId id = 0;
  std::int64_t created = 0;  // seconds
  std::string username, email, full_name, password;
  bool is_private = false, is_professional = false;
  std::string profile_image_url;
  Json user_data;
  std::vector<OldId> follow, follow_you, sent, received;  // as stored, faults included
};

struct OldImage {
  OldId id = 0, author = 0;
  std::int64_t created = 0;
  std::string filename, type = "png", caption, bytes;  // no bytes: the object is missing
  bool is_profile = false;
  std::vector<OldId> liked, disliked;
};

// (case, id, other) of the report.
using Case = std::tuple<std::string, OldId, OldId>;

struct Expected {
  std::map<OldId, std::string> usernames;
  std::map<OldId, std::string> emails;        // "" for those without
  std::map<OldId, Ids> following, followers;  // accepted
  std::map<OldId, Ids> asks, asked_by;        // pending
  std::map<OldId, Ids> likers, dislikers;     // by image; only images that come over
  std::map<OldId, std::vector<OldId>> grids;  // by person, newest first, without avatars
  std::map<OldId, std::vector<OldId>> feeds;  // by person, newest first
  std::map<OldId, OldId> avatars;             // by person
  std::set<Case> cases;
};

struct OldWorld {
  std::map<OldId, OldPerson> people;
  std::map<OldId, OldImage> images;

  void Store(OldStore& store) const;
};

// now: of the import; images reach 200 days back, people 3 years.
OldWorld MakeOldWorld(unsigned seed, int people, int images, std::int64_t now);
// taken_*: what somebody at the destination has.
Expected Model(const OldWorld& world, std::int64_t now, const std::set<std::string>& taken_names,
               const std::set<std::string>& taken_emails);

// The password of somebody in a generated world.
std::string OldPassword(OldId id);

}  // namespace tests
