// People, follows, images and likes in any number, written straight into the tables.
#pragma once

#include "bench/feed/memory_cloud.h"

namespace bench {

// All throw std::runtime_error when the stand-in refuses a row.
class Crowd {
 public:
  explicit Crowd(MemoryCloud& cloud) : cloud_(cloud) {}

  // Somebody with that many followers and a session whose id is their number in base 36.
  fotogal::UserId AddPerson(int followers = 0, bool pulled = false);
  void AddFollow(fotogal::UserId follower, fotogal::UserId followee, bool pulled);
  // That long ago; no two images are of one instant.
  fotogal::ImageRef AddImage(fotogal::UserId author, std::chrono::minutes age, int likes = 0);
  void AddFeedRow(fotogal::UserId owner, const fotogal::ImageRef& image);
  void AddLike(fotogal::UserId user, const fotogal::ImageRef& image);

 private:
  void Store(std::string_view table, const nlohmann::json& row);
  fotogal::Op NewOp() {
    return fotogal::FirstOpAt(cloud_.Now() - std::chrono::hours(1)).value() + ++ops_;
  }

  MemoryCloud& cloud_;
  fotogal::Id people_ = 1000, ops_ = 0;
};

}  // namespace bench
