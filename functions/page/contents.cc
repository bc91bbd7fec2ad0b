#include "functions/page/contents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/percent.h"
#include "fotogal/images/image_objects.h"
#include "functions/page/markup.h"
#include "functions/support/views.h"
#include "photo/sides.h"

namespace fotogal::page {
namespace {

using Json = nlohmann::json;

constexpr const char* kService = "FotoGal";
constexpr size_t kTitlePoints = 70, kDescriptionPoints = 200, kAltPoints = 400;

// A picture of a card: its address is whole, because a card is shown elsewhere.
struct CardPicture {
  std::string url;  // "": there is none
  int width = 0, height = 0;
  std::string alt;
};

// What is the same for people and photos.
struct Card {
  std::string path, type, title, description;
  CardPicture picture;
  bool large = false;  // the picture matters more than the words
  bool may_be_indexed = false;
};

std::string Meta(const char* by, const std::string& name, const std::string& content) {
  return std::string("<meta ") + by + "=\"" + name + "\" content=\"" + Escaped(content) +
         "\" />\n    ";
}

std::string PictureHead(const CardPicture& picture) {
  if (picture.url.empty()) return "";
  std::string head = Meta("property", "og:image", picture.url);
  if (picture.width > 0) {
    head += Meta("property", "og:image:width", std::to_string(picture.width));
    head += Meta("property", "og:image:height", std::to_string(picture.height));
  }
  if (picture.alt.empty()) return head;
  return head + Meta("property", "og:image:alt", picture.alt) +
         Meta("name", "twitter:image:alt", picture.alt);
}

std::string Head(const Config& config, const Card& card) {
  std::string head;
  if (!card.may_be_indexed) head += Meta("name", "robots", "noindex");
  head += Meta("name", "description", card.description);
  // The same page has other addresses, too: capital letters, a trailing parameter.
  if (const std::string& web = config.mail.web_url; !web.empty()) {
    head += "<link rel=\"canonical\" href=\"" + Escaped(web + card.path) + "\" />\n    ";
    head += Meta("property", "og:url", web + card.path);
  }
  head += Meta("property", "og:site_name", kService) + Meta("property", "og:type", card.type) +
          Meta("property", "og:title", card.title) +
          Meta("property", "og:description", card.description) + PictureHead(card.picture);
  return head + "<meta name=\"twitter:card\" content=\"" +
         (card.large ? "summary_large_image" : "summary") + "\" />";
}

// "": it can be loaded with a session alone, or nobody knows the web address.
std::string WholeAddress(const Config& config, const std::optional<std::string>& address) {
  if (!address || address->empty()) return "";
  if (!address->starts_with("/")) return *address;
  const bool is_content = address->starts_with("/v1/images/");
  return is_content || config.mail.web_url.empty() ? "" : config.mail.web_url + *address;
}

photo::Sides MediumSidesOf(const Image& image) {
  if (image.width <= 0 || image.height <= 0 || !image.has_renditions())
    return {image.width, image.height};
  return photo::MediumSides(image.width, image.height);
}

std::string PathOf(const User& user) { return "/@" + common::PercentEncode(user.username); }

std::string NameOf(const User& user) {
  return user.full_name.empty() ? "@" + user.username
                                : user.full_name + " (@" + user.username + ")";
}

// In the language in which the person gets mails.
const char* Word(const User& user, const char* english, const char* portuguese) {
  return user.language == Language::kPortuguese ? portuguese : english;
}

std::string Title(const std::string& what) { return Escaped(what + " · " + kService); }

// Lazy: where scripts run, the client takes it away before it is loaded.
std::string Shown(const Image& photo, const std::string& address, const std::string& alt) {
  const auto [width, height] = MediumSidesOf(photo);
  return "<img src=\"" + Escaped(address) + "\" alt=\"" + Escaped(alt) + "\" width=\"" +
         std::to_string(width) + "\" height=\"" + std::to_string(height) + "\" loading=\"lazy\" />";
}

std::string AltOf(const Image& photo, const std::string& otherwise) {
  return photo.alt_text.empty() ? otherwise : photo.alt_text;
}

std::string Bio(const User& user) {
  const auto bio = user.data.find("bio");
  return bio != user.data.end() && bio->is_string() ? bio->get<std::string>() : "";
}

}  // namespace

Content PersonContent(const Config& config, const User& user, const std::vector<Image>& images,
                      const PhotoAddresses& addresses) {
  const std::string name = NameOf(user), bio = Bio(user);
  const std::string photos_by = Word(user, "Photos by ", "Fotos de ") + name;
  Card card{.path = PathOf(user),
            .type = "profile",
            .title = name,
            .description = Shortened(bio.empty() ? photos_by : bio, kDescriptionPoints),
            .picture = {.url = WholeAddress(config,
                                            addresses.OfAvatar(user.image_url, ImageSize::kThumb)),
                        .alt = name},
            .may_be_indexed = user.may_be_indexed};
  const Summary summary = SummaryOf(user);
  Json data{{"user", UserView(user, Relation(), Sight::kAll, addresses)},
            {"images", Json::array()}};
  data["user"]["muted"] = false;
  std::string grid;
  for (const Image& image : images) {
    data["images"].push_back(ImageView(image, summary, Mine(), addresses));
    if (const auto address = addresses.Find(image, ImageSize::kThumb))
      grid += "<li><a href=\"/p/" + ToString(image.ref) + "\"><img src=\"" + Escaped(*address) +
              "\" alt=\"" + Escaped(AltOf(image, photos_by)) +
              "\" width=\"320\" height=\"320\" loading=\"lazy\" /></a></li>";
  }
  std::string body = "<main class=\"plain\"><h1 dir=\"auto\">" + Escaped(name) + "</h1>";
  if (!bio.empty()) body += "<p dir=\"auto\">" + Escaped(bio) + "</p>";
  return {Title(name), Head(config, card), body + "<ul>" + grid + "</ul></main>", ScriptText(data)};
}

Content PhotoContent(const Config& config, const User& author, const Image& image,
                     const PhotoAddresses& addresses, const Named& named) {
  const std::string photo_by = Word(author, "Photo by ", "Foto de ") + NameOf(author);
  const std::string caption = Shortened(image.caption, kTitlePoints);
  const std::string title = caption.empty() ? photo_by : caption + " · @" + author.username;
  const auto [width, height] = MediumSidesOf(image);
  Card card{.path = "/p/" + ToString(image.ref),
            .type = "article",
            .title = title,
            .description = image.caption.empty()
                               ? photo_by
                               : Shortened(photo_by + ": " + image.caption, kDescriptionPoints),
            .picture = {.url = WholeAddress(config, addresses.Find(image, ImageSize::kMedium)),
                        .width = width,
                        .height = height,
                        .alt = Shortened(AltOf(image, photo_by), kAltPoints)},
            .large = true,
            .may_be_indexed = author.may_be_indexed};
  std::string figure;
  for (const Image& photo : PhotosOf(image)) {
    if (const auto address = addresses.Find(photo, ImageSize::kMedium))
      figure += Shown(photo, *address, AltOf(photo, photo_by));
  }
  const Json data{{"image", ImageView(image, SummaryOf(author), Mine(), addresses, named)}};
  const std::string body = "<main class=\"plain\"><h1 dir=\"auto\"><a href=\"" + PathOf(author) +
                           "\">" + Escaped(photo_by) + "</a></h1><figure>" + figure +
                           "<figcaption dir=\"auto\">" + Escaped(image.caption) +
                           "</figcaption></figure></main>";
  return {Title(title), Head(config, card), body, ScriptText(data)};
}

}  // namespace fotogal::page
