#include "fotogal/images/photo_addresses.h"

#include <mutex>

#include "fotogal/base/rows.h"
#include "fotogal/counters/under_way.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/people/people_statements.h"
#include "fotogal/people/user.h"
#include "fotogal/people/visibility.h"
#include "oci/crypto.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using oci::object_storage::ParAccess;

constexpr std::chrono::hours kAccessLives{24};
constexpr std::chrono::hours kAccessRenewed{1};  // before it ends
constexpr int kAccessTries = 20;  // each try fails only if another call has succeeded meanwhile
constexpr int kAccessesInFlight = 8;
// A page is answered without these addresses when Object Storage does not answer in this time.
constexpr std::chrono::seconds kTimeForAccess{2};
// By which the clocks of two functions may differ.
constexpr std::chrono::seconds kClocksDiffer{5};

std::string FolderOf(UserId author) { return std::string(kImagesFolder) + ToBase36(author) + "/"; }

bool IsFresh(const PhotoAccess& access, oci::TimePoint now) {
  return !access.secret.empty() && FromMillis(access.until) > now + kAccessRenewed;
}

// "/p/<secret>/n/..."
std::string SecretIn(std::string_view access_uri) {
  constexpr std::string_view kOfPars = "/p/";
  if (!access_uri.starts_with(kOfPars)) return "";
  access_uri.remove_prefix(kOfPars.size());
  return std::string(access_uri.substr(0, access_uri.find('/')));
}

// Former PARs that have not ended by themselves, and the present one among them.
std::map<std::string, std::int64_t> AllOf(const PhotoAccess& access, oci::TimePoint now) {
  auto all = access.former;
  if (!access.id.empty()) all.emplace(access.id, access.until);
  std::erase_if(all, [&](const auto& par) { return FromMillis(par.second) <= now; });
  return all;
}

// A new PAR for the folder, beside what there was.
Outcome<PhotoAccess> NextAccess(const Context& context, const std::string& name,
                                const std::string& folder, const PhotoAccess& was) {
  PhotoAccess next;
  // PARs end at full seconds.
  const auto until = std::chrono::floor<std::chrono::seconds>(context.Now() + kAccessLives);
  next.until = ToMillis(until);
  OCI_ASSIGN_OR_RETURN(auto par, context.services.objects->CreatePar(
                                     context.call, name, folder, ParAccess::kAnyObjectRead, until));
  next.secret = SecretIn(par.access_uri);
  next.id = std::move(par.id);
  next.former = AllOf(was, context.Now());
  return next;
}

void Discard(const Context& context, const PhotoAccess& access) {
  (void)context.services.objects->DeletePar(context.call, access.id);
}

// Also in `user`. False: another call has changed it since the account was read.
Outcome<bool> ReplaceAccess(const Context& context, User& user, const PhotoAccess& access) {
  const Op op = context.NewOp();
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      context.Execute(
          kPeopleSetPhotoAccess,
          {{"$u", user.id}, {"$was", user.photo_access_op}, {"$op", op}, {"$a", access}},
          Repeated::kSame));
  if (!UpdatedOne(items)) {
    // An earlier try, whose response was lost, may have done it.
    OCI_ASSIGN_OR_RETURN(const auto now, FindUserRow(context, user.id));
    if (!now || now->photo_access_op != op) return false;
  }
  user.photo_access = access;
  user.photo_access_op = op;
  return true;
}

Outcome<Unit> DeletePars(const Context& context, const std::map<std::string, std::int64_t>& pars) {
  std::vector<std::string> ids;
  for (const auto& [id, until] : pars) ids.push_back(id);
  OCI_RETURN_IF_ERROR(
      oci::ForEach(ids, kAccessesInFlight, [&](const std::string& id) -> oci::Status {
        OCI_RETURN_IF_ERROR(context.services.objects->DeletePar(context.call, id));
        return oci::Ok();
      }));
  return Unit{};
}

// The author's access, renewed if it ends soon. Of several calls at once, one makes it.
Outcome<PhotoAccess> RenewAccess(const Context& context, UserId author) {
  for (int attempt = 0; attempt < kAccessTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(auto user, FindShownUser(context, author));
    if (!user) return NotFound();
    if (IsFresh(user->photo_access, context.Now())) return user->photo_access;
    OCI_ASSIGN_OR_RETURN(const auto next,
                         NextAccess(context, "photos", FolderOf(author), user->photo_access));
    OCI_ASSIGN_OR_RETURN(const bool written, ReplaceAccess(context, *user, next));
    if (written) return next;
    Discard(context, next);
  }
  return TryAgain("The account is being changed from several places.");
}

bool IsYoungerThan(const oci::Call& call, const PhotoAccess& access) {
  return FromMillis(access.until) - kAccessLives + kClocksDiffer >= call.started();
}

// An event that ended the access may have come after the viewer's sight was checked, and the access
// that is there now is from after the event. So the sight is checked again for an access that is
// younger than the call.
Outcome<bool> MayUse(const Context& context, UserId viewer, UserId author,
                     const PhotoAccess& access) {
  if (viewer == author || !IsYoungerThan(context.call, access)) return true;
  auto [user, relation] = oci::InParallel([&] { return FindShownUser(context, author); },
                                          [&] { return FindRelation(context, viewer, author); });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(relation);
  return *user && SightOf(*relation, (*user)->is_private) == Sight::kAll;
}

Outcome<PhotoAccess> AccessFor(const Context& context, UserId viewer, const Summary& author) {
  PhotoAccess access = author.photo_access;
  if (!IsFresh(access, context.Now())) {
    OCI_ASSIGN_OR_RETURN(access, RenewAccess(context, author.id));
  }
  OCI_ASSIGN_OR_RETURN(const bool may, MayUse(context, viewer, author.id, access));
  if (!may) return NotFound();
  return access;
}

Outcome<PhotoAccess> AvatarAccess(const Context& context) {
  for (int attempt = 0; attempt < kAccessTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto row, FindUnderWay(context, kNobody, kAvatarAccess));
    const auto was = row.value.is_object() ? row.value.get<PhotoAccess>() : PhotoAccess();
    if (IsFresh(was, context.Now())) return was;
    OCI_ASSIGN_OR_RETURN(const auto next,
                         NextAccess(context, "avatars", std::string(kAvatarsFolder), was));
    OCI_ASSIGN_OR_RETURN(const bool written,
                         ReplaceUnderWay(context, kNobody, kAvatarAccess, next, row));
    if (written) return next;
    Discard(context, next);
  }
  return TryAgain("The avatars' access is being changed from several places.");
}

// What stands before the name of an object.
std::string AddressOf(const Config& config, const PhotoAccess& access) {
  const std::string before = config.photo_urls == PhotoUrls::kGateway
                                 ? "/v1/get/"
                                 : config.object_storage_endpoint + "/p/";
  return before + access.secret + "/n/" + oci::PercentEncode(config.object_namespace) + "/b/" +
         oci::PercentEncode(config.bucket) + "/o/";
}

std::string AddressOfAvatars(const Context& context) {
  PhotoAccess& access = context.services.avatar_access;
  if (!IsFresh(access, context.Now())) {
    oci::Call part(context.call, kTimeForAccess);
    const auto found = AvatarAccess({context.services, part});
    if (!found.ok()) return "";
    access = *found;
  }
  return AddressOf(context.services.config, access);
}

std::string ContentUrl(const Image& image, ImageSize size) {
  const std::string url =
      "/v1/images/" + ToString(image.ref) + "/content?size=" + std::string(NameOf(size));
  return image.place == 0 ? url : url + "&photo=" + std::to_string(image.place + 1);
}

}  // namespace

PhotoAddresses::PhotoAddresses(const Context& context) : avatars_(AddressOfAvatars(context)) {}

PhotoAddresses::PhotoAddresses(const Context& context, UserId viewer,
                               const std::vector<Summary>& authors)
    : PhotoAddresses(context) {
  // Almost always all are in the rows already: nothing is asked, and no thread started.
  const Config& config = context.services.config;
  std::map<UserId, Summary> open;
  for (const Summary& author : authors) {
    const PhotoAccess& access = author.photo_access;
    if (IsFresh(access, context.Now()) && !IsYoungerThan(context.call, access))
      authors_.try_emplace(author.id, AddressOf(config, access));
    else
      open.try_emplace(author.id, author);
  }
  if (open.empty()) return;
  oci::Call part(context.call, kTimeForAccess);
  const Context in_part{context.services, part};
  std::vector<Summary> each;
  for (auto& [id, author] : open) each.push_back(std::move(author));
  std::mutex mutex;
  (void)oci::ForEach(each, kAccessesInFlight, [&](const Summary& author) -> oci::Status {
    const auto access = AccessFor(in_part, viewer, author);
    if (!access.ok()) return oci::Ok();
    const std::lock_guard lock(mutex);
    authors_[author.id] = AddressOf(config, *access);
    return oci::Ok();
  });
}

std::optional<std::string> PhotoAddresses::Find(const Image& image, ImageSize size) const {
  const std::string object = ObjectNameOf(image, size);
  if (IsAvatarName(object) && !avatars_.empty()) return avatars_ + object;
  const auto author = authors_.find(image.ref.author);
  if (image.is_avatar || author == authors_.end()) return std::nullopt;
  return author->second + object;
}

std::string PhotoAddresses::Of(const Image& image, ImageSize size) const {
  return Find(image, size).value_or(ContentUrl(image, size));
}

std::string PhotoAddresses::OfAvatar(const std::string& image_url, ImageSize size) const {
  const auto object = ParseObjectName(image_url);
  if (!object) return image_url;  // none, or that of an older release: the address of its content
  if (avatars_.empty()) return AvatarUrl(object->ref);
  return avatars_ + image_url + (size == ImageSize::kSmall ? ".small" : ".thumb");
}

Outcome<Unit> EndPhotoAccess(const Context& context, UserId author) {
  for (int attempt = 0; attempt < kAccessTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(auto user, FindUserRow(context, author));
    if (!user) return Unit{};
    PhotoAccess ended;
    ended.former = AllOf(user->photo_access, context.Now());
    if (ended.former.empty()) return Unit{};
    // The secret leaves the row first, so that the next page makes another PAR. The ids stay until
    // the PARs are deleted, for a call that continues this one's work.
    OCI_ASSIGN_OR_RETURN(const bool written, ReplaceAccess(context, *user, ended));
    if (!written) continue;
    OCI_RETURN_IF_ERROR(DeletePars(context, ended.former));
    OCI_RETURN_IF_ERROR(ReplaceAccess(context, *user, PhotoAccess()));
    return Unit{};
  }
  return TryAgain("The account is being changed from several places.");
}

Outcome<int> RepairPhotoAccess(const Context& context, UserId author) {
  OCI_ASSIGN_OR_RETURN(auto user, FindUserRow(context, author));
  if (!user || !IsFresh(user->photo_access, context.Now())) return 0;
  PhotoAccess access = user->photo_access;
  OCI_ASSIGN_OR_RETURN(const auto par, context.services.objects->FindPar(context.call, access.id));
  if (par) return 0;
  access.id.clear();
  access.secret.clear();
  OCI_ASSIGN_OR_RETURN(const bool written, ReplaceAccess(context, *user, access));
  return written ? 1 : 0;
}

}  // namespace fotogal
