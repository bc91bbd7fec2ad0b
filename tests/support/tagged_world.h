// People who share photos with captions, and what is found of them.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <vector>

#include "fotogal/base/schema.h"
#include "fotogal/feed/tag_pages.h"
#include "fotogal/images/tags.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/captions.h"
#include "functions/upload/handler.h"
#include "oci/http.h"
#include "tests/support/domain_world.h"

namespace tests {

struct TaggedWorld : WorldOfAnnAndBob {
  Person eve = cloud.SignUp("eve");

  // Its job is left to the test.
  Reply Publish(const Person& person, const std::string& caption) {
    Call call{"POST", "/v1/images", "", SmallPng(++seed_), "image/png"};
    if (!caption.empty()) call.headers.Set("X-Caption", oci::PercentEncode(caption));
    auto reply = cloud.Send(&fotogal::upload::Handle, call, &person);
    Tick();
    return reply;
  }
  fotogal::ImageRef Share(const Person& person, const std::string& caption) {
    const auto reply = Publish(person, caption);
    REQUIRE(reply.status == 201);
    cloud.RunStarted();
    return *fotogal::ParseImageRef(reply.body["id"].get<std::string>());
  }
  // Only the row of an image and what points to it, from any moment.
  fotogal::ImageRef Store(const Person& person, const std::string& caption, oci::TimePoint at) {
    auto call = cloud.NewCall();
    const fotogal::ImageRef ref{person.id, fotogal::NewId(at, services.random)};
    Json row{{"user_id", ref.author}, {"id", ref.image},  {"main_comment", caption},
             {"is_profile", false},   {"removed", false}, {"op", 1},
             {"counted", true}};
    REQUIRE(services.nosql->Put(call, fotogal::schema::kImages, row).ok());
    REQUIRE(fotogal::SettleTags({services, call}, ref, {fotogal::Listed::kInExplore}).ok());
    return ref;
  }
  fotogal::Outcome<fotogal::Image> Edit(const fotogal::ImageRef& ref, const std::string& caption) {
    auto call = cloud.NewCall();
    const auto image = fotogal::FindImage({services, call}, ref);
    if (!image.ok()) return image.error();
    auto edited = fotogal::EditTexts({services, call}, **image, caption, std::nullopt);
    Tick();
    return edited;
  }
  // Names in rows, of one image or of all.
  std::multiset<std::string> RowTags(const fotogal::ImageRef& ref = {}) {
    std::multiset<std::string> tags;
    for (const auto& row : cloud.Rows(fotogal::schema::kTags)) {
      const bool is_of = row["image_id"] == ref.image && row["author_id"] == ref.author;
      if (ref.image == 0 || is_of) tags.insert(row["tag"].get<std::string>());
    }
    return tags;
  }
  using Refs = std::vector<fotogal::ImageRef>;
  // All pages.
  Refs Listed(const Person& viewer, const std::string& tag, int limit = 20) {
    return All([&](const fotogal::Context& context, fotogal::ImageId before) {
      return fotogal::ReadTagPage(context, viewer.id, tag, before, limit);
    });
  }
  Refs Explored(const Person& viewer, int limit = 20) {
    return All([&](const fotogal::Context& context, fotogal::ImageId before) {
      return fotogal::ReadExplore(context, viewer.id, before, limit);
    });
  }
  // "kind:actor " each, newest first.
  std::string Told(const Person& person) {
    auto call = cloud.NewCall();
    const auto page = fotogal::ReadNotifications({services, call}, person.id, 0, 50);
    REQUIRE(page.ok());
    std::string told;
    for (const auto& item : page->items)
      told += fotogal::NameOf(item.kind) + ":" + item.actor.username + " ";
    return told;
  }

 private:
  Refs All(auto read) {
    Refs refs;
    fotogal::ImageId before = 0;
    for (int pages = 0; pages < 500; ++pages) {
      auto call = cloud.NewCall();
      const auto page = read(fotogal::Context{services, call}, before);
      REQUIRE(page.ok());
      CHECK(call.read_units <= fotogal::kTagPageUnits + (pages == 0 ? 40 : 0));  // + preparing
      for (const auto& item : page->items) refs.push_back(item.image.ref);
      if (page->next == 0) return refs;
      CHECK((before == 0 || page->next < before));
      before = page->next;
    }
    FAIL("pages without end");
    return refs;
  }
  int seed_ = 0;
};

}  // namespace tests
