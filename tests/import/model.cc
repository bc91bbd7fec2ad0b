// What the rules of docs/import-v1.md make of an old world. Written from that page, with sets and
// maps, and sharing nothing with the import.
#include <algorithm>

#include "tests/import/old_world.h"

namespace tests {
namespace {

constexpr std::int64_t kFirstSecond = 1577836801;  // 2020-01-01T00:00:01Z
constexpr std::int64_t kFeedSeconds = 90 * 86400;

struct Modelling {
  const OldWorld& world;
  std::int64_t now;
  Expected expected;

  void Report(const std::string& name, OldId id, OldId other = 0) {
    expected.cases.insert({name, id, other});
  }
  bool Exists(OldId id) const { return world.people.contains(id); }
};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The stems of the invalid names that the generator makes.
std::string StemOf(const std::string& name) {
  std::string stem;
  for (const char c : Lower(name)) {
    if (c == '\xa3') {
      stem += 'a';  // the second byte of "ã"
    } else if (c != '\xc3') {
      stem += c == ' ' ? '_' : c;
    }
  }
  return stem.substr(0, 30);
}

bool IsValid(const std::string& name) {
  return name.size() >= 3 && name.size() <= 30 && name != "admin" &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_'; });
}

std::vector<const OldPerson*> ByAge(const OldWorld& world) {
  std::vector<const OldPerson*> people;
  for (const auto& [id, person] : world.people) people.push_back(&person);
  std::sort(people.begin(), people.end(), [](const auto* a, const auto* b) {
    return std::pair(a->created, a->id) < std::pair(b->created, b->id);
  });
  return people;
}

void ModelNames(Modelling& m, const std::set<std::string>& taken_names,
                const std::set<std::string>& taken_emails) {
  std::set<std::string> names, emails;
  const auto people = ByAge(m.world);
  for (const auto* person : people) {
    const std::string folded = Lower(person->username);
    if (!IsValid(folded) || !names.insert(folded).second) continue;
    m.expected.usernames[person->id] = folded;
    if (folded != person->username) m.Report("username_folded", person->id);
  }
  for (const auto* person : people) {
    if (m.expected.usernames.contains(person->id)) continue;
    std::string name = StemOf(person->username);
    if (!IsValid(name) || !names.insert(name).second) {
      const std::string suffix = "_" + std::to_string(person->id);
      name = name.substr(0, 30 - suffix.size()) + suffix;
      names.insert(name);
    }
    m.expected.usernames[person->id] = name;
    m.Report("username_changed", person->id);
  }
  for (const auto* person : people) {
    std::string& name = m.expected.usernames[person->id];
    if (taken_names.contains(name)) {
      name += "_" + std::to_string(person->id);
      m.Report("username_changed", person->id);
    }
    const std::string email = Lower(person->email);
    const bool usable = email.find(' ') == std::string::npos && emails.insert(email).second &&
                        !taken_emails.contains(email);
    m.expected.emails[person->id] = usable ? email : "";
    if (!usable) m.Report("email_left_out", person->id);
  }
}

Ids Once(Modelling& m, const std::vector<OldId>& list, OldId owner) {
  Ids ids;
  for (const OldId id : list) {
    if (!ids.insert(id).second) m.Report("list_entry_repeated", owner, id);
  }
  return ids;
}

struct Sides {
  bool follow = false, follow_you = false, sent = false, received = false;
};

void Judge(Modelling& m, OldId follower, OldId followee, const Sides& sides) {
  if (follower == followee) return m.Report("self_follow", follower);
  if (!m.Exists(follower) || !m.Exists(followee))
    return m.Report("follow_of_missing_person", follower, followee);
  const bool closed = m.world.people.at(followee).is_private;
  const bool follows = sides.follow || sides.follow_you;
  const bool asks = sides.sent || sides.received;
  const bool accepted = !closed || (sides.follow && sides.follow_you);
  if (follows && sides.follow != sides.follow_you) m.Report("follow_one_sided", follower, followee);
  if (!follows && sides.sent != sides.received) m.Report("request_one_sided", follower, followee);
  if (!follows && asks && !closed) m.Report("request_to_public_account", follower, followee);
  if (follows && asks) m.Report("request_beside_follow", follower, followee);
  (accepted ? m.expected.following : m.expected.asks)[follower].insert(followee);
  (accepted ? m.expected.followers : m.expected.asked_by)[followee].insert(follower);
}

void ModelFollows(Modelling& m) {
  std::map<std::pair<OldId, OldId>, Sides> claims;
  for (const auto& [id, person] : m.world.people) {
    for (const OldId other : Once(m, person.follow, id)) claims[{id, other}].follow = true;
    for (const OldId other : Once(m, person.follow_you, id)) claims[{other, id}].follow_you = true;
    for (const OldId other : Once(m, person.sent, id)) claims[{id, other}].sent = true;
    for (const OldId other : Once(m, person.received, id)) claims[{other, id}].received = true;
  }
  for (const auto& [edge, sides] : claims) Judge(m, edge.first, edge.second, sides);
}

std::int64_t TimeOf(Modelling& m, const OldImage& image) {
  if (image.created == 0) m.Report("time_missing", image.id);
  if (image.created != 0 && image.created < kFirstSecond) m.Report("time_before_2020", image.id);
  if (image.created >= m.now) m.Report("time_in_future", image.id);
  return std::clamp(image.created, kFirstSecond, m.now - 1);
}

void ModelPeople(Modelling& m) {
  for (const auto& [id, person] : m.world.people) {
    if (person.full_name.size() > 100) m.Report("full_name_changed", id);
    if (!person.password.starts_with("pbkdf2")) m.Report("password_unusable", id);
    if (person.user_data.is_object() && person.user_data["bio"] == 5)
      m.Report("user_data_changed", id);
    // The profile image that the account names, else the newest.
    const OldImage* avatar = nullptr;
    for (const auto& [image_id, image] : m.world.images) {
      if (!image.is_profile || image.author != id) continue;
      const auto rank = [&](const OldImage& of) {
        Modelling silent{m.world, m.now, {}};
        return std::tuple(person.profile_image_url.ends_with("/" + of.filename), TimeOf(silent, of),
                          of.id);
      };
      if (avatar == nullptr || rank(*avatar) < rank(image)) avatar = &image;
    }
    if (avatar != nullptr) m.expected.avatars[id] = avatar->id;
    if (avatar == nullptr && !person.profile_image_url.empty()) m.Report("avatar_missing", id);
  }
}

// False: the image does not come over.
bool ComesOver(Modelling& m, const OldImage& image) {
  if (!m.Exists(image.author)) {
    m.Report("image_of_missing_person", image.id, image.author);
    return false;
  }
  const auto avatar = m.expected.avatars.find(image.author);
  const bool is_avatar = avatar != m.expected.avatars.end() && avatar->second == image.id;
  if (image.is_profile && !is_avatar) {
    m.Report("avatar_replaced", image.id, image.author);
    return false;
  }
  if (image.bytes.empty()) m.Report("image_object_missing", image.id, image.author);
  const bool broken = !image.bytes.empty() && !image.bytes.ends_with("IEND\xae\x42\x60\x82");
  if (broken) m.Report("image_broken", image.id, image.author);
  if (image.bytes.empty() || broken) return false;
  if (image.type != "png") m.Report("image_type_corrected", image.id, image.author);
  if (image.caption.size() > 2200) m.Report("caption_changed", image.id, image.author);
  return true;
}

void ModelReactions(Modelling& m, const OldImage& image, bool comes) {
  Ids liked = Once(m, image.liked, image.id), disliked = Once(m, image.disliked, image.id);
  // What orphans and replaced avatars lack is not said twice: missing people are, for every image.
  Ids both;
  for (const OldId id : liked) {
    if (!m.Exists(id)) m.Report("reaction_of_missing_person", image.id, id);
    if (m.Exists(id) && disliked.contains(id)) m.Report("liked_and_disliked", image.id, id);
  }
  for (const OldId id : disliked) {
    if (!m.Exists(id)) m.Report("reaction_of_missing_person", image.id, id);
  }
  std::erase_if(disliked, [&](OldId id) { return !m.Exists(id) || liked.contains(id); });
  std::erase_if(liked, [&](OldId id) { return !m.Exists(id); });
  if (!comes) return;
  m.expected.likers[image.id] = liked;
  m.expected.dislikers[image.id] = disliked;
}

void ModelImages(Modelling& m) {
  std::vector<std::pair<std::int64_t, const OldImage*>> newest_first;
  for (const auto& [id, image] : m.world.images)
    newest_first.emplace_back(TimeOf(m, image), &image);
  std::sort(newest_first.begin(), newest_first.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second->id) > std::pair(b.first, b.second->id);
  });
  std::set<OldId> unusable;  // avatars
  for (const auto& [time, image] : newest_first) {
    const bool comes = ComesOver(m, *image);
    ModelReactions(m, *image, comes);
    const auto avatar = m.expected.avatars.find(image->author);
    if (!comes && avatar != m.expected.avatars.end() && avatar->second == image->id)
      unusable.insert(image->author);
    if (!comes || image->is_profile) continue;
    m.expected.grids[image->author].push_back(image->id);
    if (time < m.now - kFeedSeconds) continue;
    m.expected.feeds[image->author].push_back(image->id);
    for (const OldId follower : m.expected.followers[image->author])
      m.expected.feeds[follower].push_back(image->id);
  }
  for (const OldId id : unusable) m.expected.avatars.erase(id);
}

}  // namespace

Expected Model(const OldWorld& world, std::int64_t now, const std::set<std::string>& taken_names,
               const std::set<std::string>& taken_emails) {
  Modelling m{world, now, {}};
  ModelNames(m, taken_names, taken_emails);
  ModelFollows(m);
  ModelPeople(m);
  ModelImages(m);
  return std::move(m.expected);
}

}  // namespace tests
