// The structs of rows and the schema agree.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/account/passkeys.h"
#include "fotogal/account/sessions.h"
#include "fotogal/feed/feed.h"
#include "fotogal/images/images.h"
#include "fotogal/images/uploads.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/notifications/notification_row.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/follow_row.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/mutes.h"
#include "fotogal/people/user.h"
#include "fotogal/social/bookmarks.h"
#include "fotogal/social/comment_likes.h"
#include "fotogal/social/comments.h"
#include "fotogal/social/reactions.h"
#include "fotogal/social/reports.h"

using namespace fotogal;

namespace {

template <class Row>
void CheckColumns() {
  const auto& table = schema::TableOf(Row::kTable);
  INFO(table.name);
  std::set<std::string> columns, members;
  for (const auto& column : table.columns) columns.insert(column.name);
  const auto row = JsonOf(Row{});
  for (const auto& [name, value] : row.items()) {
    INFO(name);
    CHECK(columns.contains(name));
    members.insert(name);
  }
  for (const auto& name : table.key) {
    INFO(name);
    CHECK(members.contains(name));
  }
}

}  // namespace

TEST_CASE("each member of a row is a column of its table, and the key is whole") {
  CheckColumns<User>();
  CheckColumns<IdentityRow>();
  CheckColumns<Session>();
  CheckColumns<Passkey>();
  CheckColumns<Image>();
  CheckColumns<Upload>();
  CheckColumns<ReactionRow>();
  CheckColumns<FollowRow>();
  CheckColumns<BlockRow>();
  CheckColumns<MuteRow>();
  CheckColumns<Comment>();
  CheckColumns<CommentLike>();
  CheckColumns<BookmarkRow>();
  CheckColumns<ReportRow>();
  CheckColumns<FeedRow>();
  CheckColumns<NotificationRow>();
  CheckColumns<JobRow>();
}
