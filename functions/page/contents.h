// What a page of a public person or photo says: to search engines, to whoever shows a card for a
// link, and to the client.
#pragma once

#include <optional>
#include <vector>

#include "fotogal/images/images.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/people/named.h"
#include "fotogal/people/user.h"
#include "functions/page/shell.h"

namespace fotogal::page {

inline constexpr int kShownImages = 12;  // of a person: the newest ones

Content PersonContent(const Config& config, const User& user, const std::vector<Image>& images,
                      const PhotoAddresses& addresses);

// named: whom the caption may name.
Content PhotoContent(const Config& config, const User& author, const Image& image,
                     const PhotoAddresses& addresses, const Named& named);

}  // namespace fotogal::page
