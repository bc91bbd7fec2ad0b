// The comment that the feed shows below an image: the column `latest_comment` of the image's row
// (ADR 0037).
#pragma once

#include "fotogal/social/comment.h"

namespace fotogal {

// As the column has it.
LatestComment LatestOf(const Comment& comment);

// Where the comment is its image's latest, its words are what `comment` says.
Outcome<Unit> RefreshLatest(const Context& context, const Comment& comment);

// Where `gone`, which begins a thread and is marked as removed, is its image's latest, the newest
// one before it that stands becomes the latest. Repeating it after a call that was cut off is
// right.
Outcome<Unit> StepBackFrom(const Context& context, const Comment& gone);

}  // namespace fotogal
