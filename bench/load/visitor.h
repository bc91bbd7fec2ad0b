// One of the people of `fotogal bench load`: does what the schedule says, and remembers what the
// service has promised to have done.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "bench/load/mix.h"
#include "bench/page/member.h"

namespace bench {

// What every visitor knows of the others.
struct Scene {
  Place place;
  std::vector<std::string> authors;  // whom everybody follows
  std::vector<std::string> others;   // whom somebody may follow
  std::string photo;                 // what is uploaded, a JPEG
};

// kUnknown: a change was not answered, so it may have been made.
enum class Known { kNo, kYes, kUnknown };

// What was acknowledged, for whoever looks later whether it is so (bench/soak).
struct Promises {
  std::map<std::string, Known> likes;                     // by image
  std::map<std::string, Known> follows;                   // by username
  std::map<std::string, std::set<std::string>> comments;  // their ids, by image
  std::set<std::string> images;
};

class Visitor {
 public:
  // Signs up and follows the authors; throws when that is refused.
  Visitor(const Scene& scene, size_t number, std::string username);

  // The status of the answer; 0: none.
  int Do(Work work);

  // Asks again for what was not answered, as clients do, until nothing is unknown; throws when the
  // service refuses it.
  void Settle();

  // Follows everybody whom it has followed before.
  void FollowAgain();

  Member& member() { return member_; }
  const Promises& promises() const { return promises_; }

 private:
  struct Shown {
    std::string image, thumb;
  };
  // What was sent but not answered is sent again with the same key, so that it is done once.
  struct Pending {
    std::string key, image;
  };

  // Makes the change; throws when the service refuses it.
  void Change(Known& known, bool wanted, const std::string& path);
  int SeePhoto();
  int ReadFeed();
  int Like();
  int Comment();
  int Follow();
  int Upload();
  const Shown& Any();
  std::string NewKey();

  const Scene& scene_;
  Member member_;
  std::mt19937_64 random_;
  std::map<std::string, std::unique_ptr<Connection>>
      storage_;               // by host and port, past the gateway
  std::vector<Shown> shown_;  // by the feed that was read last
  size_t looked_at_ = 0;
  Pending comment_, upload_;
  int keys_ = 0;
  Promises promises_;
};

}  // namespace bench
