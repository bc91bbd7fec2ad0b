// The addresses at which browsers load photos and avatars from Object Storage, without a function
// (docs/adr/0023-photo-addresses.md).
//
// Each author has one pre-authenticated request (PAR) for the folder of that author's photos, and
// all avatars together have one. Whoever knows its secret can load any object of the folder and do
// nothing else. Whoever shows an author's photos makes the next PAR when less than an hour is left,
// so the addresses stay the same for almost a day. When somebody loses the sight of an author's
// photos, EndPhotoAccess deletes the PAR, and with it all addresses that anybody has kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/people/people.h"

namespace fotogal {

// The addresses of the photos and avatars on one answer.
class PhotoAddresses {
 public:
  // None: everything is found through the API.
  PhotoAddresses() = default;
  // Of avatars only.
  explicit PhotoAddresses(const Context& context);
  // Also of the photos of these authors, for a viewer who was just found to see them.
  PhotoAddresses(const Context& context, UserId viewer, const std::vector<Summary>& authors);

  // nullopt: Object Storage cannot be reached; the viewer has lost the sight of the author in this
  // moment; or it is an avatar from an older release, which lies among its author's photos.
  std::optional<std::string> Find(const Image& image, ImageSize size) const;
  // The same, or else the image's `content` in the API, which checks who asks.
  std::string Of(const Image& image, ImageSize size) const;
  // Of an avatar as the account's row names it (profile_image_url), as kSmall or kThumb; "": none.
  std::string OfAvatar(const std::string& image_url, ImageSize size) const;

 private:
  std::string avatars_;                    // what stands before an object's name; "": none
  std::map<UserId, std::string> authors_;  // the same
};

// Ends every address of the author's photos that was given out so far. To be called after the
// change by which somebody loses the sight of them. Idempotent, also when a call died in it.
Outcome<Unit> EndPhotoAccess(const Context& context, UserId author);
// Forgets access whose PAR is gone, so that the next page makes another one. Returns how many.
Outcome<int> RepairPhotoAccess(const Context& context, UserId author);

}  // namespace fotogal
