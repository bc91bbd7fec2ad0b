// Who the demonstration's people are, what they show and what they say.
#pragma once

#include <string>
#include <vector>

#include "local/command/demo_pictures.h"

namespace local::demo {

struct Person {
  std::string username, full_name, bio, website;
  bool is_private = false, is_professional = false;
  Scene avatar = Scene::kTiles;
};

struct Photo {
  std::string by;
  Scene scene;
  int width, height;
  unsigned seed;
  std::string caption, alt_text;
  std::vector<std::string> liked_by;
};

struct Follow {
  std::string who, whom;
};

struct Remark {
  size_t photo;  // index into Photos()
  std::string by, text;
};

const std::vector<Person>& People();
const std::vector<Photo>& Photos();  // oldest first
const std::vector<Follow>& Follows();
const std::vector<Remark>& Remarks();

}  // namespace local::demo
