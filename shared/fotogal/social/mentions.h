// People mentioned in captions and comments: found when the text is written, and told once.
#pragma once

#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// The people whom the text names, as text::MentionedIn: the column `mentions`. kNobody where there
// is no such person. A name that is given up or taken later changes nothing. One read, none for a
// text without mentions.
Outcome<std::vector<UserId>> FindMentioned(const Context& context, std::string_view text);

// Those of `now` who are not among `before`.
std::vector<UserId> NewlyMentioned(const std::vector<UserId>& now,
                                   const std::vector<UserId>& before);

// Counts them against the budget of the one who writes: 429 too_many.
Outcome<Unit> SpendMentions(const Context& context, UserId by, const std::vector<UserId>& people);

// Where, and by whom.
struct Mention {
  UserId by = 0;
  ImageRef image{};
  CommentId comment = 0;  // 0: in the caption
};
// Tells those who may see the image and neither mute nor block the one who mentions them, nor are
// blocked. Idempotent: each is told once, and not at all of one's own text, or of a comment to
// one's own image, of which a notification tells already.
Outcome<Unit> TellMentioned(const Context& context, const Mention& mention,
                            const std::vector<UserId>& people);

}  // namespace fotogal
