#include "functions/image/handler.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/account/pins.h"
#include "fotogal/base/fields.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/feed/archive.h"
#include "fotogal/images/archived_images.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/images.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/bookmarks.h"
#include "fotogal/social/captions.h"
#include "functions/support/gateway_paths.h"
#include "functions/support/lists.h"
#include "functions/support/view_response.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::image {
namespace {

using Json = nlohmann::json;

// An avatar is seen by people who may not see its author's photos, so it asks for no access to
// them.
PhotoAddresses AddressesFor(const Exchange& exchange, UserId viewer, const SeenImage& seen) {
  if (seen.image.is_avatar) return PhotoAddresses(exchange.context);
  return {exchange.context, viewer, {SummaryOf(seen.author)}};
}

Answer GetImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  auto [seen, mine] =
      oci::InParallel([&] { return SeeImage(exchange.context, viewer, exchange.path.at("id")); },
                      [&] { return FindMine(exchange.context, viewer, *ref); });
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(mine);
  OCI_ASSIGN_OR_RETURN(const auto named, NamedTo(exchange.context, viewer, seen->image.mentions));
  return ViewResponse(exchange, ImageView(seen->image, SummaryOf(seen->author), *mine,
                                          AddressesFor(exchange, viewer, *seen), named));
}

// The caller's own image; the session is checked at the same time.
Outcome<SeenImage> RequireOwnImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  auto [session, seen] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return SeeImage(exchange.context, caller, exchange.path.at("id")); });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(seen);
  if (!seen->relation.self) return Problem(403, "not_yours", "This image is somebody else's.");
  return std::move(*seen);
}

// The descriptions of all photos of a post; none: they are not changed.
std::vector<std::string> ReadAltTexts(Fields& fields) {
  if (fields.IsGiven("alt_texts") && fields.IsGiven("alt_text"))
    fields.Refuse("alt_text", "bad_value", "is the first of alt_texts: give one of the two");
  auto texts = fields.OptionalTexts("alt_texts", 1, kMostPhotos, text::AltText);
  if (const auto refusal = RefusalOf(texts)) fields.Refuse("alt_texts", *refusal);
  return texts;
}

Outcome<Unit> CheckAltTexts(const Image& image, const std::vector<std::string>& alt_texts) {
  if (alt_texts.empty() || alt_texts.size() == image.further.size() + 1) return Unit{};
  return InvalidFields({{"alt_texts", "bad_value", "must have one item for each photo"}});
}

void DescribeEach(Image& image, const std::vector<std::string>& alt_texts) {
  if (alt_texts.empty()) return;
  image.alt_text = alt_texts.front();
  for (size_t i = 0; i < image.further.size(); ++i) image.further[i].alt_text = alt_texts[i + 1];
}

Problem IsAvatar() { return {409, "is_avatar", "An avatar is removed with DELETE /v1/me/avatar."}; }

// A photo that nobody else sees is pinned no longer.
Outcome<Unit> Archive(const Context& context, SeenImage& seen, bool archived) {
  OCI_ASSIGN_OR_RETURN(const Image now, SetArchived(context, seen.image.ref, archived));
  seen.image.archived_ts = now.archived_ts;
  seen.image.object_name = now.object_name;
  return archived ? Unpin(context, seen.author, now.ref.image) : Unit{};
}

Answer PatchImage(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const auto caption = fields.Patch("caption", text::Caption);
  const auto alt_text = fields.Patch("alt_text", text::AltText);
  const auto alt_texts = ReadAltTexts(fields);
  const auto archived = fields.PatchBool("archived");
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(auto seen, RequireOwnImage(exchange));
  if (archived && seen.image.is_avatar) return IsAvatar();
  OCI_RETURN_IF_ERROR(CheckAltTexts(seen.image, alt_texts));
  OCI_RETURN_IF_ERROR(Spend(exchange.context, Budget::kEdits, seen.author.id));
  DescribeEach(seen.image, alt_texts);
  auto [described, mine] = oci::InParallel(
      [&]() -> Outcome<Image> {
        if (!alt_texts.empty()) OCI_RETURN_IF_ERROR(DescribePhotos(exchange.context, seen.image));
        return EditTexts(exchange.context, seen.image, caption, alt_text);
      },
      [&] { return FindMine(exchange.context, seen.author.id, seen.image.ref); });
  OCI_RETURN_IF_ERROR(described);
  OCI_RETURN_IF_ERROR(mine);
  seen.image = std::move(*described);
  if (archived) OCI_RETURN_IF_ERROR(Archive(exchange.context, seen, *archived));
  OCI_ASSIGN_OR_RETURN(const auto named,
                       NamedTo(exchange.context, seen.author.id, seen.image.mentions));
  return JsonResponse(200, ImageView(seen.image, SummaryOf(seen.author), *mine,
                                     AddressesFor(exchange, seen.author.id, seen), named));
}

Answer DeleteImage(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto seen, RequireOwnImage(exchange));
  if (seen.image.is_avatar) return IsAvatar();
  OCI_ASSIGN_OR_RETURN(const bool removed, RemoveImage(exchange.context, seen.image.ref));
  if (!removed) return NotFound();  // another call has deleted it meanwhile
  // What is not there is not shown anyhow.
  (void)Unpin(exchange.context, seen.author, seen.image.ref.image);
  return NoContent();
}

Outcome<ImageSize> ReadSize(const Exchange& exchange) {
  if (const auto size = ImageSizeNamed(QueryParameter(exchange.request, "size").value_or("medium")))
    return *size;
  return InvalidFields({{"query.size", "bad_value", "must be thumb, medium, large or original"}});
}

// Which photo of a post, from 0.
Outcome<size_t> ReadPlace(const Exchange& exchange) {
  const std::string text = QueryParameter(exchange.request, "photo").value_or("1");
  const bool is_number = !text.empty() && text.size() <= 2 && text.front() != '0' &&
                         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  const size_t number = is_number ? std::stoul(text) : 0;
  if (number >= 1 && number <= kMostPhotos) return number - 1;
  return InvalidFields({{"query.photo", "bad_value", "must be from 1 to 10"}});
}

// An avatar from a release that stored it among its author's photos: an address of this object
// alone.
Outcome<std::string> AddressOfObject(const Context& context, const std::string& name) {
  constexpr std::chrono::minutes kOpen{5};
  OCI_ASSIGN_OR_RETURN(const auto par,
                       context.services.objects->CreatePar(
                           context.call, "image", name, oci::object_storage::ParAccess::kObjectRead,
                           context.Now() + kOpen));
  return GatewayPathToRead(par.access_uri);
}

// Photos are loaded from Object Storage. This tells where, for clients that know an image only by
// its id or whose address has ended.
Answer GetContent(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const ImageSize size, ReadSize(exchange));
  OCI_ASSIGN_OR_RETURN(const size_t place, ReadPlace(exchange));
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeImage(exchange.context, viewer, exchange.path.at("id")));
  if (place > seen.image.further.size()) return NotFound();
  const Image image = PhotosOf(seen.image)[place];
  auto address = AddressesFor(exchange, viewer, seen).Find(image, size);
  if (!address && image.is_avatar) {
    OCI_ASSIGN_OR_RETURN(address, AddressOfObject(exchange.context, ObjectNameOf(image, size)));
  }
  if (!address) return TryAgain("Object Storage does not answer.");
  fdk::Response response;
  response.status = 303;
  response.headers.Set("Location", *address);
  response.headers.Set("Cache-Control", "no-store");
  return response;
}

void AddMentioned(const std::vector<Image>& images, std::vector<UserId>& people) {
  for (const Image& image : images)
    people.insert(people.end(), image.mentions.begin(), image.mentions.end());
}

enum class Which { kShown, kArchived };

Outcome<Which> ReadWhich(const Exchange& exchange) {
  const auto archived = QueryParameter(exchange.request, "archived").value_or("false");
  if (archived == "true") return Which::kArchived;
  if (archived == "false") return Which::kShown;
  return InvalidFields({{"query.archived", "bad_value", "must be true or false"}});
}

Outcome<std::vector<Image>> FindImages(const Context& context, Which which, UserId owner,
                                       ImageId after, int limit) {
  return which == Which::kShown ? ImagesOf(context, owner, after, limit)
                                : ArchivedImagesOf(context, owner, after, limit);
}

// Those that the owner has pinned and that are shown, and what the viewer has done with all.
struct Shown {
  std::vector<Image> pinned;
  std::map<ImageRef, Mine> mine;
};
Outcome<Shown> ReadShown(const Context& context, UserId viewer, const std::vector<ImageId>& pinned,
                         UserId owner, const std::vector<Image>& images) {
  std::vector<ImageRef> refs;
  for (const Image& image : images) refs.push_back(image.ref);
  for (const ImageId id : pinned) refs.push_back({owner, id});
  auto [found, mine] = oci::InParallel([&] { return PinnedImages(context, owner, pinned); },
                                       [&] { return MineAmong(context, viewer, refs); });
  OCI_RETURN_IF_ERROR(found);
  OCI_RETURN_IF_ERROR(mine);
  return Shown{std::move(*found), std::move(*mine)};
}

Json ViewsOf(const std::vector<Image>& images, std::map<ImageRef, Mine>& mine,
             const Summary& author, const PhotoAddresses& addresses, const Named& named) {
  Json items = Json::array();
  for (const Image& image : images)
    items.push_back(ImageView(image, author, mine[image.ref], addresses, named));
  return items;
}

Answer GetImagesOfUser(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto found,
                       FindByUsername(exchange.context, exchange.path.at("username")));
  const UserId owner = found.value_or(kNobody);
  const auto which = ReadWhich(exchange);
  const bool is_archive = which.ok() && *which == Which::kArchived;
  const auto list =
      ListPage::Read(exchange, (is_archive ? "archived:" : "images:") + ToBase36(owner));
  // A cursor of another list is not accepted. The images are read in either case, so that the time
  // does not tell whether the cursor was good.
  const ImageId after = list.ok() ? list->after() : 0;
  const int limit = list.ok() ? list->limit() : 1;
  auto [user, relation, images] =
      oci::InParallel([&] { return FindShownUser(exchange.context, owner); },
                      [&] { return FindRelation(exchange.context, viewer, owner); },
                      [&] {
                        return FindImages(exchange.context, which.ok() ? *which : Which::kShown,
                                          owner, after, limit + 1);
                      });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(relation);
  // Comes before errors about the cursor: a viewer who may not see the images learns nothing, not
  // even that.
  if (!*user || SightOf(*relation, (*user)->is_private) != Sight::kAll) return NotFound();
  OCI_RETURN_IF_ERROR(which);
  if (is_archive && !relation->self) return NotFound();
  OCI_RETURN_IF_ERROR(list);
  OCI_RETURN_IF_ERROR(images);

  Json next;
  if (images->size() > static_cast<size_t>(list->limit())) {
    images->resize(static_cast<size_t>(list->limit()));
    next = images->back().ref.image;
  }
  const bool is_first = list->position().is_null() && !is_archive;
  OCI_ASSIGN_OR_RETURN(
      Shown shown, ReadShown(exchange.context, viewer,
                             is_first ? (*user)->pinned : std::vector<ImageId>(), owner, *images));
  const Summary author = SummaryOf(**user);
  std::vector<UserId> mentioned;
  AddMentioned(shown.pinned, mentioned);
  AddMentioned(*images, mentioned);
  OCI_ASSIGN_OR_RETURN(const auto named, NamedTo(exchange.context, viewer, mentioned));
  const PhotoAddresses addresses(exchange.context, viewer, {author});
  Json more{{"pinned", ViewsOf(shown.pinned, shown.mine, author, addresses, named)}};
  return list->Response(exchange, ViewsOf(*images, shown.mine, author, addresses, named), next,
                        std::move(more));
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch(
      "image", services,
      {{"/v1/images/{id}", {{"GET", &GetImage}, {"PATCH", &PatchImage}, {"DELETE", &DeleteImage}}},
       {"/v1/images/{id}/content", {{"GET", &GetContent}}},
       {"/v1/users/{username}/images", {{"GET", &GetImagesOfUser}}}},
      request, context);
}

}  // namespace fotogal::image
