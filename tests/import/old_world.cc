#include "tests/import/old_world.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>

#include "tests/support/test_cloud.h"

namespace tests {
namespace {

constexpr std::int64_t kDay = 86400;

class Generator {
 public:
  explicit Generator(unsigned seed) : engine_(seed) {}
  std::int64_t Below(std::int64_t n) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n));
  }
  bool OneIn(int n) { return Below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

// As werkzeug.security.generate_password_hash writes it. Few iterations: there are many people.
std::string OldHash(const std::string& password, const std::string& salt, int iterations) {
  std::array<unsigned char, 32> digest{};
  PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                    reinterpret_cast<const unsigned char*>(salt.data()),
                    static_cast<int>(salt.size()), iterations, EVP_sha256(),
                    static_cast<int>(digest.size()), digest.data());
  std::string hex;
  for (const auto byte : digest) {
    char text[3];
    std::snprintf(text, sizeof(text), "%02x", byte);
    hex += text;
  }
  return "pbkdf2:sha256:" + std::to_string(iterations) + "$" + salt + "$" + hex;
}

std::string Username(OldId id) {
  const std::string n = std::to_string(id);
  switch (id % 40) {
    case 3:
      return "Person." + std::to_string(id - 1);  // but for its case, the name of the one before
    case 5:
      return "jo\xc3\xa3o" + n;
    case 7:
      return "two words " + n;
    case 11:
      return "Mixed_Case" + n;
    case 13:
      return n + std::string(30, 'x');
    case 17:
      return id == 17 ? "admin" : "person." + n;
    case 19:
      return id == 19 ? "ab" : "person." + n;
    case 23:
      return id == 23 ? "livename" : "person." + n;  // somebody at the destination has it
    default:
      return "person." + n;
  }
}

std::string Email(OldId id) {
  const std::string n = std::to_string(id);
  // The original's key holds id, address and name in 64 bytes.
  if (id % 40 == 9) return "no address " + n;
  if (id % 40 == 15) return "P" + std::to_string(id - 1) + "@Ex.COM";
  if (id == 23) return "livename@example.com";
  return "p" + n + "@ex.com";
}

OldPerson MakePerson(Generator& random, OldId id, std::int64_t now) {
  OldPerson person;
  person.id = id;
  // Not in the order of the ids, and several in one second.
  person.created = now - 3 * 365 * kDay + random.Below(700) * kDay;
  person.username = Username(id);
  person.email = Email(id);
  person.full_name = id % 40 == 21 ? std::string(150, 'n') : "Name of " + std::to_string(id);
  person.password = id % 40 == 25 ? "in clear" : OldHash(OldPassword(id), "s4lT", 1000);
  if (id == 1) person.password = OldHash(OldPassword(id), "Xy7salt", 150000);
  person.is_private = random.OneIn(4);
  person.is_professional = random.OneIn(10);
  if (id % 3 == 0) person.user_data = {{"bio", "Bio " + std::to_string(id)}, {"n", 1}};
  if (id % 40 == 27) person.user_data = {{"bio", 5}};
  // As the original's sign-up, form and first users have it.
  if (id % 40 == 28)
    person.user_data = {
        {"birthday_ts", 0}, {"website", ""}, {"bio", ""}, {"gender", ""}, {"phone_number", ""}};
  if (id % 40 == 29)
    person.user_data = {{"birthday_ts", ""},
                        {"website", "www.exemplo.com.br"},
                        {"bio", "uma\r\nduas"},
                        {"gender", "Feminino"},
                        {"phone_number", "+55 (11) 91234-5678"}};
  return person;
}

void AddFollows(Generator& random, OldWorld& world, int count) {
  const auto n = static_cast<std::int64_t>(world.people.size());
  for (int i = 0; i < count; ++i) {
    // One in a while is somebody who is not there.
    const OldId a = random.Below(n) + 1, b = random.OneIn(60) ? n + 1000 : random.Below(n) + 1;
    OldPerson* followee = world.people.contains(b) ? &world.people.at(b) : nullptr;
    OldPerson& follower = world.people.at(a);
    const bool asks = followee != nullptr && followee->is_private && random.OneIn(2);
    auto& mine = asks ? follower.sent : follower.follow;
    if (!random.OneIn(20)) mine.push_back(b);  // else only the other side says so
    if (followee != nullptr && !random.OneIn(20))
      (asks ? followee->received : followee->follow_you).push_back(a);
  }
}

OldImage MakeImage(Generator& random, OldId id, std::int64_t people, std::int64_t now) {
  OldImage image;
  image.id = id;
  image.author = id % 50 == 1 ? people + 2000 : random.Below(people) + 1;
  image.created = now - kDay / 2 - random.Below(200) * kDay - random.Below(3);
  if (id % 90 == 4) image.created = 0;  // missing
  if (id % 90 == 5) image.created = 1500000000;
  if (id % 90 == 6) image.created = now + 10 * kDay;
  image.filename = "old" + std::to_string(id) + ".png";
  image.caption = id % 50 == 2 ? std::string(2500, 'c') : "Caption " + std::to_string(id);
  image.bytes = SmallPng(static_cast<int>(id % 97));
  if (id % 50 == 7) image.bytes.clear();
  if (id % 50 == 8) image.bytes.resize(image.bytes.size() / 2);
  if (id % 50 == 9) image.type = "jpeg";
  image.is_profile = random.OneIn(12);
  for (std::int64_t likes = random.Below(6); likes > 0; --likes)
    image.liked.push_back(random.Below(people) + 1);
  for (std::int64_t dislikes = random.Below(3); dislikes > 0; --dislikes)
    image.disliked.push_back(random.Below(people) + 1);
  if (random.OneIn(25)) image.liked.push_back(people + 3000);
  return image;
}

void NameAvatars(Generator& random, OldWorld& world) {
  for (const auto& [id, image] : world.images) {
    const auto author = world.people.find(image.author);
    if (image.is_profile && author != world.people.end() && random.OneIn(2))
      author->second.profile_image_url =
          "/profile/" + author->second.username + "/image/" + image.filename;
  }
  if (auto& person = world.people.at(2); person.profile_image_url.empty())
    person.profile_image_url = "/profile/x/image/gone.png";
}

Json Array(const std::vector<OldId>& ids) { return Json(ids); }

}  // namespace

std::string OldPassword(OldId id) { return "old " + std::to_string(id % 5); }  // shorter than now

OldWorld MakeOldWorld(unsigned seed, int people, int images, std::int64_t now) {
  Generator random(seed);
  OldWorld world;
  for (OldId id = 1; id <= people; ++id) world.people[id] = MakePerson(random, id, now);
  AddFollows(random, world, people * 6);
  for (OldId id = 1; id <= images; ++id) world.images[id] = MakeImage(random, id, people, now);
  NameAvatars(random, world);
  return world;
}

void OldWorld::Store(OldStore& store) const {
  for (const auto& [id, person] : people) {
    Json row{{"id", id},
             {"email", person.email},
             {"full_name", person.full_name},
             {"username", person.username},
             {"password", person.password},
             {"follow_list", Array(person.follow)},
             {"follow_sent_list", Array(person.sent)},
             {"follow_you_list", Array(person.follow_you)},
             {"follow_received_list", Array(person.received)},
             {"created_ts", person.created},
             {"is_private", person.is_private},
             {"is_professional_account", person.is_professional},
             {"profile_image_url", person.profile_image_url},
             {"user_data", person.user_data}};
    if (id % 7 == 0 && person.received.empty()) row["follow_received_list"] = Json();
    store.PutUser(row);
  }
  for (const auto& [id, image] : images) {
    Json row{{"id", id},
             {"image_filename", image.filename},
             {"image_original_filename", "holiday.png"},
             {"image_type", image.type},
             {"user_id", image.author},
             {"liked_list", Array(image.liked)},
             {"disliked_list", Array(image.disliked)},
             {"main_comment", image.caption},
             {"is_profile", image.is_profile}};
    if (image.created != 0) row["created_ts"] = image.created;
    store.PutImage(row);
    if (!image.bytes.empty()) store.PutObject(image.filename, image.bytes);
  }
}

}  // namespace tests
