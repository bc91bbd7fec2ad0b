#include "local/demo/play.h"

#include <map>
#include <nlohmann/json.hpp>

#include "fotogal/account/account_edit.h"
#include "fotogal/account/avatars.h"
#include "fotogal/account/sign_up.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/images.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comments.h"
#include "fotogal/social/follows.h"
#include "fotogal/social/reactions.h"
#include "local/demo/people.h"

namespace local::demo {
namespace {

using fotogal::NewImage;
using fotogal::Outcome;
using fotogal::Services;
using fotogal::Unit;
using fotogal::User;
using fotogal::UserId;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int kAvatarSide = 320;
constexpr int kRememberedDays = 1;

std::vector<Order> Orders() {
  std::vector<Order> orders;
  for (const auto& person : People()) {
    const auto seed = static_cast<unsigned>(person.username.size());
    orders.push_back({person.avatar, kAvatarSide, kAvatarSide, seed});
  }
  for (const auto& photo : Photos())
    orders.push_back({photo.scene, photo.width, photo.height, photo.seed});
  return orders;
}

class Performance {
 public:
  Performance(Services& services, const Stage& stage)
      : services_(services), stage_(stage), picture_maker_(Orders(), stage.draw) {}

  Outcome<Unit> Run() {
    for (size_t i = 0; i < People().size(); ++i) OCI_RETURN_IF_ERROR(Introduce(i));
    for (const auto& follow : Follows()) OCI_RETURN_IF_ERROR(Connect(follow));
    for (size_t i = 0; i < Photos().size(); ++i) OCI_RETURN_IF_ERROR(Show(i));
    return Unit{};
  }

 private:
  // A call whose clock is `ago` minutes behind.
  oci::Call Then(minutes ago) const {
    constexpr std::chrono::seconds kPatience{60};
    const auto clock = [now = stage_.clock, ago] { return now() - ago; };
    return {clock, clock() + kPatience, stage_.cancelled};
  }
  UserId IdOf(const std::string& username) const { return people_.at(username).id; }

  Outcome<Unit> Introduce(size_t number) {
    const Person& person = People()[number];
    auto call = Then(kSignedUpAgo - hours(number));
    OCI_ASSIGN_OR_RETURN(const User user, Enter(call, person));
    fotogal::AccountEdit edit;
    edit.is_professional = person.is_professional;
    edit.email_verified = true;  // nobody reads mails to these addresses
    edit.data = {{"bio", person.bio}, {"website", person.website}};
    OCI_ASSIGN_OR_RETURN(auto known, fotogal::EditAccount({services_, call}, user, edit));
    OCI_RETURN_IF_ERROR(ShowFace(call, known, number));
    people_.emplace(person.username, std::move(known));
    return Unit{};
  }
  // Creates the account, or returns the one that an earlier run has created.
  Outcome<User> Enter(oci::Call& call, const Person& person) {
    auto made = fotogal::CreateAccount(
        {services_, call}, {person.username, person.username + "@demo.example", person.full_name,
                            kDemoPassword, person.is_private});
    if (made.ok() || made.error().status != 409) return made;
    OCI_ASSIGN_OR_RETURN(auto found, fotogal::FindByLogin({services_, call}, person.username));
    if (!found) return made;
    return std::move(*found);
  }
  Outcome<Unit> ShowFace(oci::Call& call, const User& user, size_t number) {
    constexpr const char* kKey = "demo-avatar";
    OCI_ASSIGN_OR_RETURN(const auto identity, fotogal::IdentityFor({services_, call}, user.id, kKey,
                                                                   "", kRememberedDays));
    if (identity.IsMade()) return Unit{};
    NewImage image;
    OCI_ASSIGN_OR_RETURN(image.picture, picture_maker_.Take(number));
    image.is_avatar = true;
    OCI_RETURN_IF_ERROR(fotogal::SetAvatar({services_, call}, user, image, identity));
    return fotogal::MarkMade({services_, call}, user.id, kKey, identity);
  }

  // One request to Marina's private account is accepted; the last one stays open, to show a
  // request.
  Outcome<Unit> Connect(const Follow& follow) {
    auto call = Then(follow.ago);
    OCI_ASSIGN_OR_RETURN(const auto state, fotogal::Follow({services_, call}, IdOf(follow.who),
                                                           people_.at(follow.whom)));
    if (state != fotogal::FollowState::kRequested || follow.who != People().front().username)
      return Unit{};
    auto answer = Then(follow.ago - hours(1));
    OCI_RETURN_IF_ERROR(fotogal::Approve({services_, answer}, IdOf(follow.who), IdOf(follow.whom)));
    return Unit{};
  }

  Outcome<Unit> Show(size_t number) {
    const Photo& photo = Photos()[number];
    NewImage image;
    OCI_ASSIGN_OR_RETURN(image.picture, picture_maker_.Take(People().size() + number));
    image.caption = photo.caption;
    image.alt_text = photo.alt_text;
    image.idempotency_key = "demo-photo-" + std::to_string(number);
    auto call = Then(photo.ago);
    OCI_ASSIGN_OR_RETURN(const auto shown,
                         fotogal::PublishImage({services_, call}, people_.at(photo.by), image));
    for (size_t i = 0; i < photo.liked_by.size(); ++i)
      OCI_RETURN_IF_ERROR(Like(shown, IdOf(photo.liked_by[i]), photo.ago - LikedAfter(i)));
    return Discuss(number, shown.ref);
  }
  Outcome<Unit> Discuss(size_t number, const fotogal::ImageRef& image) {
    fotogal::ThreadId thread;
    for (size_t i = 0; i < Remarks().size(); ++i) {
      const Remark& remark = Remarks()[i];
      if (remark.photo != number) continue;
      auto later = Then(Photos()[number].ago - remark.after);
      OCI_ASSIGN_OR_RETURN(const auto posted,
                           fotogal::PostComment({services_, later}, IdOf(remark.by), image,
                                                remark.text, "demo-remark-" + std::to_string(i),
                                                remark.answers ? thread : fotogal::ThreadId{}));
      if (!remark.answers) thread = {posted.id};
    }
    return Unit{};
  }
  Outcome<Unit> Like(const fotogal::Image& image, UserId fan, minutes ago) {
    auto call = Then(ago);
    OCI_ASSIGN_OR_RETURN(const auto standing,
                         fotogal::FindReaction({services_, call}, fan, image.ref));
    OCI_RETURN_IF_ERROR(
        fotogal::React({services_, call}, fan, image, standing, fotogal::Reaction::kLike));
    return Unit{};
  }

  Services& services_;
  const Stage& stage_;
  PictureMaker picture_maker_;
  std::map<std::string, User> people_;
};

}  // namespace

fotogal::Outcome<fotogal::Unit> Play(fotogal::Services& services, const Stage& stage) {
  return Performance(services, stage).Run();
}

}  // namespace local::demo
