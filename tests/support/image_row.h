// Stores only the row of an image: nothing is counted, delivered or stored in the bucket.
#pragma once

#include "fotogal/base/services.h"
#include "tests/support/test_cloud.h"

namespace tests {

inline Json ImageRow(TestCloud& cloud, fotogal::UserId author, fotogal::ImageId id) {
  return {{"user_id", author},
          {"id", id},
          {"image_type", "png"},
          {"created_ts", fotogal::ToMillis(fotogal::TimeOf(id))},
          {"is_profile", false},
          {"removed", false},
          {"recent_ops", Json::array()},
          {"rev", 0},
          {"op", fotogal::NewOp(cloud.now, cloud.services().random)},
          {"counted", true}};
}

}  // namespace tests
