#include "bench/soak/compare.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "oci/json_text.h"

namespace bench {
namespace {

using Json = nlohmann::json;

// What everybody together has done to an image.
struct Expected {
  long likes = 0;
  std::map<std::string, std::set<std::string>> comments;  // their ids, by who wrote them
};

class Comparing {
 public:
  explicit Comparing(Population& population) : population_(population) {}

  Comparison Run() {
    Gather();
    for (auto& visitor : population_.visitors()) {
      CompareLikes(*visitor);
      CompareFollows(*visitor);
      CompareImages(*visitor);
    }
    for (const auto& [image, expected] : images_) CompareImage(image, expected);
    return std::move(result_);
  }

 private:
  void Gather() {
    for (auto& visitor : population_.visitors()) {
      const auto& promises = visitor->promises();
      for (const auto& [image, known] : promises.likes)
        images_[image].likes += known == Known::kYes;
      for (const auto& [image, ids] : promises.comments)
        images_[image].comments[visitor->member().username()] = ids;
      for (const auto& image : promises.images) images_[image];
    }
  }

  void Expect(bool holds, const std::string& otherwise) {
    ++result_.compared;
    if (!holds) result_.differences.push_back(otherwise);
  }

  void CompareLikes(Visitor& visitor) {
    for (const auto& [image, known] : visitor.promises().likes) {
      const Json seen =
          oci::ParseOrThrow(visitor.member().Must({"GET", "/v1/images/" + image}).body);
      Expect((seen.at("my_reaction") == "like") == (known == Known::kYes),
             visitor.member().username() + " and image " + image + ": the reaction is " +
                 oci::JsonText(seen.at("my_reaction")));
    }
  }
  void CompareFollows(Visitor& visitor) {
    for (const auto& [username, known] : visitor.promises().follows) {
      const Json seen =
          oci::ParseOrThrow(visitor.member().Must({"GET", "/v1/users/" + username}).body);
      Expect((seen.at("relation") == "following") == (known == Known::kYes),
             visitor.member().username() + " and " + username + ": the relation is " +
                 oci::JsonText(seen.at("relation")));
    }
  }
  // All that were acknowledged, none twice, each with its bytes.
  void CompareImages(Visitor& visitor) {
    Member& member = visitor.member();
    std::multiset<std::string> listed;
    for (const Json& item : All("/v1/users/" + member.username() + "/images"))
      listed.insert(item.at("id"));
    const auto& promised = visitor.promises().images;
    Expect(std::ranges::equal(listed, promised),
           member.username() + " has " + std::to_string(listed.size()) + " images, and " +
               std::to_string(promised.size()) + " were acknowledged");
    for (const auto& image : promised) {
      const Json seen = oci::ParseOrThrow(member.Must({"GET", "/v1/images/" + image}).body);
      const auto thumb = TargetOf(seen.at("urls").at("thumb"), population_.place().port);
      Connection there(thumb.host, thumb.port);
      const auto answer = there.Send({"GET", thumb.path});
      Expect(answer.status == 200 && !answer.body.empty(),
             "the photo of image " + image + " answers " + std::to_string(answer.status));
    }
  }

  void CompareImage(const std::string& image, const Expected& expected) {
    std::map<std::string, std::set<std::string>> comments;
    long count = 0;
    for (const Json& item : All("/v1/images/" + image + "/comments")) {
      ++count;
      Expect(comments[item.at("author").at("username")].insert(item.at("id")).second,
             "image " + image + ": a comment is listed twice");
    }
    Expect(comments == expected.comments,
           "image " + image + " has other comments than acknowledged");
    const Json seen = oci::ParseOrThrow(Somebody().Must({"GET", "/v1/images/" + image}).body);
    Expect(seen.at("like_count") == expected.likes,
           "image " + image + " counts " + oci::JsonText(seen.at("like_count")) + " likes, not " +
               std::to_string(expected.likes));
    Expect(seen.at("comment_count") == count, "image " + image + " counts " +
                                                  oci::JsonText(seen.at("comment_count")) +
                                                  " comments, not " + std::to_string(count));
  }

  Member& Somebody() { return *population_.authors().front(); }
  std::vector<Json> All(const std::string& path) {
    std::vector<Json> items;
    std::string cursor;
    do {
      const Json page = oci::ParseOrThrow(
          Somebody()
              .Must({"GET", path + "?limit=100" + (cursor.empty() ? "" : "&cursor=" + cursor)})
              .body);
      for (const auto& item : page.at("items")) items.push_back(item);
      const auto& next = page.at("next_cursor");
      cursor = next.is_string() ? next.get<std::string>() : std::string();
    } while (!cursor.empty());
    return items;
  }

  Population& population_;
  std::map<std::string, Expected> images_;
  Comparison result_;
};

}  // namespace

Comparison Compare(Population& population) { return Comparing(population).Run(); }

}  // namespace bench
