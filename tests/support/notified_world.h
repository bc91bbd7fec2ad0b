// Ann and Bob, who are told of things and read what they were told.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "fotogal/notifications/notifications.h"
#include "tests/support/domain_world.h"

namespace tests {

struct NotifiedWorld : WorldOfAnnAndBob {
  bool Tell(const fotogal::NewNotification& notification) {
    auto call = cloud.NewCall();
    return fotogal::Notify({services, call}, notification).ok();
  }
  // "kind:actor " each, newest first, over pages of two.
  std::string Read(fotogal::UserId user) {
    std::string read;
    auto call = cloud.NewCall();
    for (fotogal::NotificationId before = 0;;) {
      const auto page = fotogal::ReadNotifications({services, call}, user, before, 2);
      REQUIRE(page.ok());
      for (const auto& item : page->items)
        read += fotogal::NameOf(item.kind) + ":" + item.actor.username + " ";
      if (!page->more) return read;
      before = page->last;
    }
  }
};

}  // namespace tests
