// The demonstration's people, their photos and what they write.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "local/demo/pictures.h"

namespace local::demo {

struct Person {
  std::string username, full_name, bio, website;
  bool is_private = false, is_professional = false;
  Scene avatar = Scene::kTiles;
};

// Times are given as the time before the moment at which the demonstration is made.
struct Photo {
  std::string by;
  Scene scene;
  int width, height;
  unsigned seed;
  std::chrono::minutes ago;
  std::string caption, alt_text;
  std::vector<std::string> liked_by;
};

struct Follow {
  std::string who, whom;
  std::chrono::minutes ago = std::chrono::days(22);
};

struct Remark {
  size_t photo;  // index into Photos()
  std::string by, text;
  std::chrono::minutes after;  // after the photo
  bool answers = false;        // the last one before it that answers none
};

inline constexpr const char* kDemoPassword = "fotogal demo";  // the password of all of them

// When the first of them signed up; the others followed one per hour.
inline constexpr std::chrono::minutes kSignedUpAgo = std::chrono::days(23);

const std::vector<Person>& People();
const std::vector<Photo>& Photos();  // oldest first
const std::vector<Follow>& Follows();
const std::vector<Remark>& Remarks();  // oldest first for each photo
// How long after the photo its n-th like comes, n from 0.
std::chrono::minutes LikedAfter(size_t n);

}  // namespace local::demo
