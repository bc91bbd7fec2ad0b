#include "fotogal/notifications/mention_reads.h"

#include <algorithm>
#include <map>

#include "fotogal/images/images.h"
#include "fotogal/notifications/notifications_statements.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/follow_row.h"
#include "fotogal/people/people.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// A text that mentions people: a caption or a comment.
struct MentioningRow {
  MentionPlace place;
  std::vector<UserId> mentions{};
};
struct MentioningImage : MentioningRow {
  UserId author = 0;
  ImageId image = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &MentioningImage::author),
                      Column("id", &MentioningImage::image),
                      Column("mentions", &MentioningImage::mentions));
  }
  void Complete(const nlohmann::json&) { place = {{author, image}, 0}; }
};
struct MentioningComment : MentioningRow {
  UserId author = 0;
  ImageId image = 0;
  CommentId id = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("author_id", &MentioningComment::author),
                      Column("image_id", &MentioningComment::image),
                      Column("id", &MentioningComment::id),
                      Column("mentions", &MentioningComment::mentions));
  }
  void Complete(const nlohmann::json&) { place = {{author, image}, id}; }
};

// What has been read of the texts, the images and their authors.
struct MentionReads {
  std::set<ImageRef> images;       // that are there
  std::set<MentionPlace> written;  // where the person is mentioned
  std::map<UserId, Summary> authors;
  std::set<UserId> blocked, followed;
};

bool MentionsPerson(const MentioningRow& row, UserId person) {
  return std::ranges::find(row.mentions, person) != row.mentions.end();
}

Outcome<std::vector<MentioningImage>> MentioningImages(const Context& context,
                                                       const std::set<UserId>& authors,
                                                       const std::set<ImageId>& images) {
  OCI_ASSIGN_OR_RETURN(auto rows,
                       context.Select<MentioningImage>(kNotificationsMentioningImages,
                                                       {{"$a", authors}, {"$i", images}}));
  return rows;
}

Outcome<std::vector<MentioningComment>> MentioningComments(
    const Context& context, const std::vector<MentionPlace>& places) {
  std::set<UserId> authors;
  std::set<ImageId> images;
  std::set<CommentId> comments;
  for (const auto& [image, comment] : places) {
    if (comment == 0) continue;
    authors.insert(image.author);
    images.insert(image.image);
    comments.insert(comment);
  }
  if (comments.empty()) return std::vector<MentioningComment>();
  OCI_ASSIGN_OR_RETURN(auto rows, context.Select<MentioningComment>(
                                      kNotificationsMentioningComments,
                                      {{"$a", authors}, {"$i", images}, {"$c", comments}}));
  return rows;
}

Outcome<std::set<UserId>> FollowedFrom(const Context& context, UserId person,
                                       const std::vector<UserId>& authors) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<FollowRow>(kNotificationsFollowed, {{"$u", person}, {"$o", authors}}));
  std::set<UserId> followed;
  for (const FollowRow& row : rows) followed.insert(row.followee);
  return followed;
}

Outcome<MentionReads> ReadMentions(const Context& context, UserId person,
                                   const std::vector<MentionPlace>& places) {
  std::set<UserId> authors;
  std::set<ImageId> images;
  for (const auto& place : places) {
    authors.insert(place.image.author);
    images.insert(place.image.image);
  }
  const std::vector<UserId> people(authors.begin(), authors.end());
  MentionReads read;
  std::vector<MentioningImage> captions;
  std::vector<MentioningComment> comments;
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(captions, [&] { return MentioningImages(context, authors, images); }),
      oci::Into(comments, [&] { return MentioningComments(context, places); }),
      oci::Into(read.authors, [&] { return FindPeople(context, people); }),
      oci::Into(read.blocked, [&] { return BlockedAmong(context, person, people); }),
      oci::Into(read.followed, [&] { return FollowedFrom(context, person, people); })));
  for (const auto& row : captions) {
    read.images.insert(row.place.image);
    if (MentionsPerson(row, person)) read.written.insert(row.place);
  }
  for (const auto& row : comments) {
    if (MentionsPerson(row, person)) read.written.insert(row.place);
  }
  return read;
}

bool MaySee(const MentionReads& read, UserId person, UserId author) {
  const auto found = read.authors.find(author);
  if (found == read.authors.end() || read.blocked.contains(author)) return false;
  return author == person || !found->second.is_private || read.followed.contains(author);
}

}  // namespace

Outcome<std::set<MentionPlace>> StandingMentions(const Context& context, UserId person,
                                                 const std::vector<MentionPlace>& places) {
  std::set<MentionPlace> standing;
  if (places.empty()) return standing;
  OCI_ASSIGN_OR_RETURN(const auto read, ReadMentions(context, person, places));
  for (const auto& place : places) {
    const bool there = read.images.contains(place.image) && read.written.contains(place);
    if (there && MaySee(read, person, place.image.author)) standing.insert(place);
  }
  return standing;
}

}  // namespace fotogal
