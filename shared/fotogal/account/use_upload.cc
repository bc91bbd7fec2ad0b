#include "fotogal/account/use_upload.h"

#include "fotogal/account/avatars.h"
#include "fotogal/account/picture_turns.h"
#include "fotogal/account/upload_uses.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/avatar_url.h"

namespace fotogal {
namespace {

// Different from every result of TextsOf.
constexpr const char* kForAvatar = "avatar";

std::string TextsOf(const NewImage& image) { return image.caption + '\0' + image.alt_text; }

bool IsForOtherUse(const Problem& problem) { return problem.code == "idempotency_key_reused"; }

// The identity for this use of the upload, if it was chosen; nullopt: not yet. 404 or 409 when the
// upload was used for something else.
Outcome<std::optional<Identity>> FindUse(const Context& context, const UploadUse& use,
                                         const std::string& what) {
  const UserId user = use.user.id;
  const ImageId upload = use.id;
  auto identity = FindIdentity(context, user, UseKey(upload), what);
  if (identity.ok() || !IsForOtherUse(identity.error())) return identity;
  OCI_ASSIGN_OR_RETURN(const auto open, FindUpload(context, user, upload));
  return open ? UsedOtherwise() : NoUpload();
}

// Chooses the one identity for this use of the upload, whoever tries again. Done after the picture
// was decoded: a refused request does not decide the use.
Outcome<Identity> FixUse(const Context& context, const UploadUse& use, const std::string& what) {
  auto identity = IdentityFor(context, use.user.id, UseKey(use.id), what, kUsesRemembered);
  if (!identity.ok() && IsForOtherUse(identity.error())) return UsedOtherwise();
  return identity;
}

// What an earlier try has published; nullopt: none has come that far. 404 when it was removed.
Outcome<std::optional<Image>> PublishedEarlier(const Context& context, const UploadUse& use) {
  OCI_ASSIGN_OR_RETURN(const auto identity, FindUse(context, use, TextsOf(use.image)));
  if (!identity) return std::optional<Image>();
  OCI_ASSIGN_OR_RETURN(auto published,
                       FinishPublished(context, use.user.id, UseKey(use.id), *identity));
  if (!published && identity->IsMade()) return NoUpload();
  return published;
}

Outcome<Image> PublishPut(const Context& context, UploadUse& use) {
  OCI_ASSIGN_OR_RETURN(auto picture, ReadUploadedPicture(context, *use.open));
  if (!picture) {
    // Another try may have been faster.
    OCI_ASSIGN_OR_RETURN(auto published, PublishedEarlier(context, use));
    if (!published) return NothingPut();
    return std::move(*published);
  }
  NewImage& image = use.image;
  image.picture = std::move(*picture);
  const ImageId upload = use.id;
  OCI_RETURN_IF_ERROR(IdentityFor(context, use.user.id, image.idempotency_key,
                                  ToBase36(upload) + '\0' + TextsOf(image), 1));
  OCI_ASSIGN_OR_RETURN(const Identity identity, FixUse(context, use, TextsOf(image)));
  return PublishAs(context, use.user.id, image, UseKey(upload), identity);
}

// The account, if an earlier try has set its avatar to this upload; nullopt: none has. 404 when
// there has been another avatar since.
Outcome<std::optional<User>> AvatarSetEarlier(const Context& context, const UploadUse& use) {
  OCI_ASSIGN_OR_RETURN(const auto identity, FindUse(context, use, kForAvatar));
  if (!identity) return std::optional<User>();
  OCI_ASSIGN_OR_RETURN(auto now, FindUser(context, use.user.id));
  if (!now) return SessionEnded();
  if (AvatarOf(*now) != ImageRef{now->id, identity->id}) {
    if (identity->IsMade()) return NoUpload();
    return std::optional<User>();
  }
  OCI_RETURN_IF_ERROR(MarkMade(context, now->id, UseKey(use.id), *identity));
  return std::optional<User>(std::move(*now));
}

// A try that died may have had its image removed: then another id is chosen.
Outcome<User> SetAvatarAs(const Context& context, const UploadUse& use) {
  const std::string key = UseKey(use.id);
  constexpr int kDraws = 2;
  for (int draw = 1;; ++draw) {
    OCI_ASSIGN_OR_RETURN(const Identity identity, FixUse(context, use, kForAvatar));
    if (identity.IsMade()) break;  // by another try, meanwhile
    auto set = SetAvatar(context, use.user, use.image, identity);
    if (set.ok()) {
      OCI_RETURN_IF_ERROR(MarkMade(context, use.user.id, key, identity));
      return set;
    }
    OCI_ASSIGN_OR_RETURN(const bool taken, IsTaken(context, use.user.id, identity));
    if (!taken || draw == kDraws) return set.error();
    OCI_RETURN_IF_ERROR(Redraw(context, use.user.id, key, identity));
  }
  OCI_ASSIGN_OR_RETURN(auto set, AvatarSetEarlier(context, use));
  if (!set) return TryAgain("The upload is being used by another call.");
  return std::move(*set);
}

}  // namespace

Outcome<Image> PublishUpload(const Context& context, UploadUse use) {
  OCI_ASSIGN_OR_RETURN(auto published, PublishedEarlier(context, use));
  if (!published && !use.open) return NoUpload();
  if (!published) {
    OCI_ASSIGN_OR_RETURN(published, PublishPut(context, use));
  }
  if (use.open) CloseUpload(context, *use.open);
  return std::move(*published);
}

Outcome<User> SetAvatarFromUpload(const Context& context, UploadUse use) {
  OCI_ASSIGN_OR_RETURN(auto set, AvatarSetEarlier(context, use));
  if (!set && !use.open) return NoUpload();
  if (!set) {
    OCI_ASSIGN_OR_RETURN(auto picture, ReadUploadedPicture(context, *use.open));
    if (picture) {
      use.image.picture = std::move(*picture);
      OCI_ASSIGN_OR_RETURN(set, SetAvatarAs(context, use));
    } else {
      // Another try may have been faster.
      OCI_ASSIGN_OR_RETURN(set, AvatarSetEarlier(context, use));
      if (!set) return NothingPut();
    }
  }
  if (use.open) CloseUpload(context, *use.open);
  return std::move(*set);
}

}  // namespace fotogal
