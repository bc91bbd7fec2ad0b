#include "functions/page/contents.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace fotogal;

namespace {

User PublicAnn() {
  User user;
  user.id = 7;
  user.username = "ann";
  user.full_name = "Ann Silva";
  return user;
}

Image PhotoOfAnn(int width, int height) {
  Image image;
  image.ref = {7, 9};
  image.type = "jpeg";
  image.object_name = "images/7/9-1";
  image.blurhash = "x";
  image.width = width;
  image.height = height;
  return image;
}

bool HeadHas(const page::Content& content, const std::string& text) {
  return content.head.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("contents: fixed words are in the language of whose page it is") {
  const Config config;
  User user = PublicAnn();
  CHECK(page::PhotoContent(config, user, PhotoOfAnn(8, 8), {}, {}).title ==
        "Photo by Ann Silva (@ann) · FotoGal");
  user.language = Language::kPortuguese;
  CHECK(page::PhotoContent(config, user, PhotoOfAnn(8, 8), {}, {}).title ==
        "Foto de Ann Silva (@ann) · FotoGal");
  user.full_name.clear();
  CHECK(page::PersonContent(config, user, {}, {}).title == "@ann · FotoGal");
}

TEST_CASE("contents: without a web address there is none, and no picture that needs a session") {
  Config config;
  const auto content = page::PhotoContent(config, PublicAnn(), PhotoOfAnn(8, 8), {}, {});
  CHECK_FALSE(HeadHas(content, "canonical"));
  CHECK_FALSE(HeadHas(content, "og:image"));
  config.mail.web_url = "https://photos.example";
  CHECK(HeadHas(page::PhotoContent(config, PublicAnn(), PhotoOfAnn(8, 8), {}, {}),
                "href=\"https://photos.example/p/7-9\""));
  CHECK_FALSE(HeadHas(page::PersonContent(config, PublicAnn(), {}, {}), "og:image"));
}

TEST_CASE("contents: a caption that is long is cut in the title and whole in the page") {
  Image image = PhotoOfAnn(4000, 3000);
  image.caption = std::string(100, 'a') + "\n" + std::string(300, 'b');
  const auto content = page::PhotoContent(Config(), PublicAnn(), image, {}, {});
  CHECK(content.title == std::string(69, 'a') + "… · @ann · FotoGal");
  CHECK(content.body.find(image.caption) != std::string::npos);
}
