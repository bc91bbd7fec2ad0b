#include "fotogal/account/publish_uploads.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "fotogal/account/picture_turns.h"
#include "fotogal/account/upload_uses.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/counters/under_way.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/jobs/jobs.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// Objects of a post are named by its identity, so this is drawn before the first one is stored, and
// again where it has become old: its time is the post's. Longer than calls that continue each other
// take, and than any call lives.
constexpr std::chrono::minutes kIdentityStands{10};
static_assert(kIdentityStands > kLongestCall);
constexpr int kIdentityRemembered = kUsesRemembered + 1;  // days; it does not end before a use
// A call that has done one photo begins another one only if there is so much time.
constexpr std::chrono::seconds kTimeForOnePhoto{10};
constexpr size_t kUploadsInFlight = 4;

// A post that is being published. What it consists of is all that its uploads may be used for.
struct Post {
  PostUse use;
  std::string what;
  bool is_decided = false;  // each upload was given to this post, now or earlier

  std::string Key() const { return "\npost of uploads " + what; }
  std::vector<std::string> UseKeys() const {
    std::vector<std::string> keys;
    for (const ImageId id : use.ids) keys.push_back(UseKey(id));
    return keys;
  }
};

Post PostOf(PostUse use) {
  Post post{.use = std::move(use), .what = "post"};
  post.use.alt_texts.resize(post.use.ids.size());
  for (const ImageId id : post.use.ids) post.what += '\0' + ToBase36(id);
  post.what += '\0' + post.use.image.caption;
  for (const auto& text : post.use.alt_texts) post.what += '\0' + text;
  post.use.image.alt_text = post.use.alt_texts.front();
  return post;
}

// The problem, with the upload that it is about.
Problem Of(size_t place, Problem problem) {
  constexpr int kTooMany = 429;
  if (problem.status < 500 && problem.status != kTooMany)
    problem.errors = {{"upload_ids[" + std::to_string(place) + "]", "bad_value", problem.detail}};
  return problem;
}

// Calls work(place) -> Outcome<Unit> for each upload. Of several problems, the first upload's.
template <class Work>
Outcome<Unit> ForEachUpload(const Post& post, Work work) {
  std::vector<size_t> places(post.use.ids.size());
  std::iota(places.begin(), places.end(), size_t{0});
  std::vector<Outcome<Unit>> outcomes(places.size(), Unit{});
  (void)oci::ForEach(places, kUploadsInFlight, [&](size_t place) -> oci::Status {
    outcomes[place] = work(place);
    return oci::Ok();
  });
  for (const size_t place : places) {
    if (!outcomes[place].ok()) return Of(place, outcomes[place].error());
  }
  return Unit{};
}

Outcome<Unit> FindUses(const Context& context, Post& post) {
  OCI_ASSIGN_OR_RETURN(const auto uses,
                       FindContents(context, post.use.user.id, post.UseKeys(), post.what));
  for (size_t place = 0; place < uses.size(); ++place) {
    if (uses[place] == false) return Of(place, post.use.open[place] ? UsedOtherwise() : NoUpload());
  }
  post.is_decided = std::ranges::all_of(uses, [](const auto& use) { return use.has_value(); });
  return Unit{};
}

// Done after all photos were decoded: a refused request does not decide what its uploads are for.
Outcome<Unit> FixUses(const Context& context, const Post& post) {
  OCI_ASSIGN_OR_RETURN(const auto ours, FixContents(context, post.use.user.id, post.UseKeys(),
                                                    post.what, kUsesRemembered));
  const auto other = std::ranges::find(ours, false);
  if (other == ours.end()) return Unit{};
  return Of(static_cast<size_t>(other - ours.begin()), UsedOtherwise());
}

// What an earlier try has published; nullopt: none has come that far. 404 when it was removed.
Outcome<std::optional<Image>> PostedEarlier(const Context& context, Post& post) {
  OCI_RETURN_IF_ERROR(FindUses(context, post));
  if (!post.is_decided) return std::optional<Image>();
  const UserId user = post.use.user.id;
  OCI_ASSIGN_OR_RETURN(const auto identity, FindIdentity(context, user, post.Key(), ""));
  if (!identity) return NoUpload();
  OCI_ASSIGN_OR_RETURN(auto published, FinishPublished(context, user, post.Key(), *identity));
  if (!published && identity->IsMade()) return NoUpload();
  return published;
}

Outcome<Identity> DrawIdentity(const Context& context, const Post& post) {
  const UserId user = post.use.user.id;
  OCI_ASSIGN_OR_RETURN(auto identity,
                       IdentityFor(context, user, post.Key(), "", kIdentityRemembered));
  const bool stands =
      post.is_decided || identity.IsMade() || context.Now() < TimeOf(identity.id) + kIdentityStands;
  if (stands) return identity;
  OCI_RETURN_IF_ERROR(Redraw(context, user, post.Key(), identity));
  return IdentityFor(context, user, post.Key(), "", kIdentityRemembered);
}

Outcome<Unit> CheckPut(const Context& context, const Post& post) {
  const auto absent =
      std::ranges::find_if(post.use.open, [](const auto& upload) { return !upload.has_value(); });
  if (absent != post.use.open.end())
    return Of(static_cast<size_t>(absent - post.use.open.begin()), NoUpload());
  return ForEachUpload(post, [&](size_t place) -> Outcome<Unit> {
    OCI_ASSIGN_OR_RETURN(const bool put, IsPut(context, *post.use.open[place]));
    return put ? Outcome<Unit>(Unit{}) : NothingPut();
  });
}

Outcome<NewPicture> ReadPhoto(const Context& context, const Post& post, size_t place) {
  auto picture = ReadUploadedPicture(context, *post.use.open[place]);
  if (!picture.ok()) return Of(place, picture.error());
  if (!*picture) return Of(place, NothingPut());
  return std::move(**picture);
}

// Where it is kept what a stored photo is, until the post's row has it.
std::string NoteName(const Identity& identity, size_t place) {
  return "photo " + ToBase36(identity.id) + " " + std::to_string(place + 1);
}

FurtherPhoto DescriptionOf(const NewPicture& picture) {
  return {.type = picture.type,
          .blurhash = picture.blurhash,
          .alt_text = "",
          .size = static_cast<std::int64_t>(picture.bytes.size()),
          .width = picture.width,
          .height = picture.height,
          .animated = picture.animated,
          .has_large = !picture.large.empty()};
}

Outcome<FurtherPhoto> StorePhoto(const Context& context, const Post& post, const Identity& identity,
                                 size_t place) {
  OCI_ASSIGN_OR_RETURN(const auto picture, ReadPhoto(context, post, place));
  const ImageRef ref{post.use.user.id, identity.id};
  const std::string name = NameOfPhoto(ObjectNameOf(ref, identity.op), place);
  OCI_RETURN_IF_ERROR(PutObjects(context, name, picture));
  const FurtherPhoto photo = DescriptionOf(picture);
  // Where this fails, another call stores the photo once more.
  (void)ReplaceUnderWay(context, ref.author, NoteName(identity, place).c_str(), photo, {});
  return photo;
}

// What earlier calls have stored; nullopt: nothing for that place.
using Stored = std::vector<std::optional<FurtherPhoto>>;
Outcome<Stored> FindStored(const Context& context, const Post& post, const Identity& identity) {
  Stored stored(post.use.ids.size());
  OCI_RETURN_IF_ERROR(ForEachUpload(post, [&](size_t place) -> Outcome<Unit> {
    if (place == 0) return Unit{};
    OCI_ASSIGN_OR_RETURN(const auto note, FindUnderWay(context, post.use.user.id,
                                                       NoteName(identity, place).c_str()));
    if (note.value.is_object()) stored[place] = note.value.get<FurtherPhoto>();
    return Unit{};
  }));
  return stored;
}

Problem GoOn() {
  return TryAgain("Some of the photos are stored. Send the same request again for the others.");
}

// All photos but the first, which is stored together with the post.
Outcome<Unit> StoreFurther(const Context& context, Post& post, const Identity& identity) {
  OCI_ASSIGN_OR_RETURN(auto stored, FindStored(context, post, identity));
  bool has_stored = false;
  const auto is_late = [&] { return has_stored && context.call.TimeLeft() < kTimeForOnePhoto; };
  for (size_t place = 1; place < stored.size(); ++place) {
    if (!stored[place]) {
      if (is_late()) return GoOn();
      OCI_ASSIGN_OR_RETURN(stored[place], StorePhoto(context, post, identity, place));
      has_stored = true;
    }
    stored[place]->alt_text = post.use.alt_texts[place];
    post.use.image.further.push_back(*stored[place]);
  }
  if (is_late()) return GoOn();
  return Unit{};
}

Outcome<Image> PublishAll(const Context& context, Post& post) {
  const UserId user = post.use.user.id;
  NewImage& image = post.use.image;
  OCI_ASSIGN_OR_RETURN(const Identity identity, DrawIdentity(context, post));
  if (!identity.IsMade()) {
    OCI_RETURN_IF_ERROR(StoreFurther(context, post, identity));
    OCI_ASSIGN_OR_RETURN(image.picture, ReadPhoto(context, post, 0));
    OCI_RETURN_IF_ERROR(IdentityFor(context, user, image.idempotency_key, post.what, 1));
    OCI_RETURN_IF_ERROR(FixUses(context, post));
  }
  return PublishAs(context, user, image, post.Key(), identity);
}

}  // namespace

Outcome<Image> PublishUploads(const Context& context, PostUse use) {
  Post post = PostOf(std::move(use));
  OCI_ASSIGN_OR_RETURN(auto published, PostedEarlier(context, post));
  if (!published) {
    const auto put = CheckPut(context, post);
    if (put.ok()) {
      OCI_ASSIGN_OR_RETURN(published, PublishAll(context, post));
    } else {
      // Another try may have been faster.
      OCI_ASSIGN_OR_RETURN(published, PostedEarlier(context, post));
      if (!published) return put.error();
    }
  }
  (void)ForEachUpload(post, [&](size_t place) -> Outcome<Unit> {
    if (const auto& upload = post.use.open[place]) CloseUpload(context, *upload);
    return Unit{};
  });
  return std::move(*published);
}

}  // namespace fotogal
